"""The one aiohttp server: health, metrics, pages; each door hands it its routes."""
