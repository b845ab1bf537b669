"""Drafts from templates, in German and English: the port ``Drafter`` without any language model."""

from adapters.language.template.drafter import TemplateDrafter

__all__ = ["TemplateDrafter"]
