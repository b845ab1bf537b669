"""Letters and dossiers as files: PDF by ReportLab, Word by python-docx, mail by the standard library."""

from adapters.documents.apart import DocumentsApart

__all__ = ["DocumentsApart"]
