"""Matplotlib's SVG without inline styles: our pages forbid them (Content-Security-Policy without ``unsafe-inline``)."""

from xml.etree import ElementTree

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_FONTS = "DejaVu Sans, Verdana, Arial, sans-serif"

# For ``tostring``, which otherwise writes ns0: and ns1:; the names are the usual ones, so nobody else is disturbed.
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)


def plain_svg(drawn: bytes, title: str) -> bytes:
    """The same picture with presentation attributes (SVG 1.1, 6.4) for styles, and a title for screen readers."""
    root = ElementTree.fromstring(drawn)
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata")]:
            parent.remove(child)
        _unstyle(parent)
    # What the style sheet said of every element; attributes of the root are inherited just so.
    root.set("stroke-linejoin", "round")
    root.set("role", "img")
    heading = ElementTree.Element(f"{{{_SVG}}}title")
    heading.text = title
    root.insert(0, heading)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _unstyle(element: ElementTree.Element) -> None:
    style = element.attrib.pop("style", "")
    for rule in filter(None, (rule.strip() for rule in style.split(";"))):
        name, _, value = rule.partition(":")
        element.set(name, _FONTS if name == "font-family" else value.strip())
