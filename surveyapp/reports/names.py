"""Names of clusters, groups, dimensions, items, questions and themes in one language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from analysis.configuration import Configuration
from analysis.explanation import dimension_names
from analysis.instrument import Instrument
from analysis.parameters import in_language
from surveyapp.reports.texts import texts


class Names:
    """What ids are called; an id without a name stands for itself."""

    def __init__(self, configuration: Configuration, language: str) -> None:
        self.configuration = configuration
        self.language = language

    def cluster(self, key: str) -> str:
        return self._clusters.get(key, key)

    def group(self, key: str) -> str:
        return self._groups.get(key, key)

    def groups(self, keys: Iterable[str]) -> str:
        """Return the names of a merged cell's groups, joined by a plus sign."""
        return " + ".join(self.group(key) for key in keys)

    def dimension(self, key: str) -> str:
        return self._dimensions.get(key, key)

    def item(self, key: str) -> str:
        """Return an item's wording, in the language if the questionnaire has it."""
        items = self._instrument.items
        wording = str(items[key].text) if key in items else key
        return wording.replace("{city}", texts(self.language)("the_city"))

    def theme(self, key: str) -> str:
        return self._themes.get(key, key)

    @cached_property
    def _instrument(self) -> Instrument:
        instrument = self.configuration.instrument
        if self.language in instrument.languages:
            return instrument.in_language(self.language)
        return instrument

    @cached_property
    def _clusters(self) -> dict[str, str]:
        parameters = self.configuration.parameters
        return {c.id: in_language(c.name, self.language) for c in parameters.clusters}

    @cached_property
    def _groups(self) -> dict[str, str]:
        parameters = self.configuration.parameters
        return {g.id: in_language(g.name, self.language) for g in parameters.groups}

    @cached_property
    def _dimensions(self) -> dict[str, str]:
        return dimension_names(self.configuration.instrument, self.language)

    @cached_property
    def _themes(self) -> dict[str, str]:
        codebook = self.configuration.codebook
        return {t.id: t.named(self.language) for t in codebook.themes} if codebook else {}
