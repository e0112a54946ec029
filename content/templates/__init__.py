"""Questions whose numbers and names vary: reviewed templates, one module for each part of the subject."""

from __future__ import annotations

from content.templates import building_images, cleanup, connections, containers, image_layers, tags_and_digests
from content.templates.template import Template, Values

__all__ = ["TEMPLATES", "Template", "Values", "read"]

TEMPLATES: dict[str, Template] = {
    template.name: template
    for module in (image_layers, building_images, tags_and_digests, containers, connections, cleanup)
    for template in module.TEMPLATES
}


def read(named: str) -> tuple[Template, Values]:
    """Returns what a question names, as `exit-code case=missing`; raises ValueError with what to write instead."""
    name, *given = named.split()
    if name not in TEMPLATES:
        raise ValueError(f"there is no template “{name}”: use one of {', '.join(TEMPLATES)}")
    template = TEMPLATES[name]
    values = dict(each.partition("=")[::2] for each in given)
    if not template.takes(values):
        known = " ".join(f"{each}={'|'.join(drawn)}" for each, drawn in template.values.items())
        raise ValueError(f"the template takes other values: write “template: {name} {known}”, one of each")
    return template, values
