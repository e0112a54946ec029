"""Rules on the words of a question. Each function is named after its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding, error, warning
from content.prose import ABSOLUTES, last_sentence, stems, without_blocks, without_code, words
from content.questions import CHOICE, Kind, Option, Question
from content.reading import school_years, unknown_words

_NEGATIVE = re.compile(r"\b(not|except|least|never)\b|n[’']t\b", re.IGNORECASE)
_BOLD = re.compile(r"\*\*[^*]+\*\*")
_ABOVE = re.compile(
    r"\b(all|none|both|neither|either|any) of (the|these|those|them)\b|\b[A-F] (and|or) [A-F]\b", re.IGNORECASE
)
_BY_PLACE = re.compile(
    r"\b(?i:option|answer|choice)s? [A-F]\b|\([A-F]\)|\b(?i:first|second|third|fourth|last) (?i:option|answer|choice)\b"
)
_TASK_END = re.compile(r"[?.:][*_\"”’)]*(\s*\([^()]*\))?$")
_LONGEST_STEM = 120
_FEWEST_ALIKE = 2
MOST_YEARS = 12
"""Years of school: who has finished it, in any country, reads the bank without effort."""

TIME_WORDS = re.compile(
    r"\b(latest (version|release)|currently|nowadays|at present|these days|today|right now|as of now|recently|"
    r"(most )?recent (version|release)s?)\b",
    re.IGNORECASE,
)
TALKING_DOWN = re.compile(
    r"\b(obviously|of course|clearly|trivial(ly)?|needless to say|simply|"
    r"just (add|use|run|type|do|call|give|write|put|set|take|remove|stop|need))\b",
    re.IGNORECASE,
)


def l04_stem_is_a_task(question: Question) -> Iterator[Finding]:
    """A whole question or a whole order, so that nobody has to guess what is asked."""
    stem = without_blocks(question.prompt)
    if not _TASK_END.search(stem):
        told = f"the question ends with “{stem[-20:]}”: end it with a question mark, a full stop or a colon"
        yield warning("L04", question, question.line_of("prompt"), told)


def l05_negative_stem(question: Question) -> Iterator[Finding]:
    """A “not” that is overread tests reading; in bold it can't be."""
    asked = last_sentence(_BOLD.sub("", without_code(question.prompt)))
    if question.kind in CHOICE and (found := _NEGATIVE.search(asked)):
        told = f"“{found[0]}” in the question: ask the positive way round, or write **NOT**"
        yield warning("L05", question, question.line_of("prompt"), told)


def l06_stem_length(question: Question) -> Iterator[Finding]:
    """A long story tests patience."""
    if (count := len(words(without_blocks(question.prompt)))) > _LONGEST_STEM:
        told = f"the question has {count} words outside its code: cut it to {_LONGEST_STEM}"
        yield warning("L06", question, question.line_of("prompt"), told)


def l08_all_of_the_above(question: Question) -> Iterator[Finding]:
    """Such options are solved without knowledge."""
    for option in question.options:
        if found := _ABOVE.search(without_code(option.text)):
            told = f"“{found[0]}” speaks of other options: say what it means, or drop the option"
            yield error("L08", question, option.line, told)


def l09_feedback(question: Question) -> Iterator[Finding]:
    """A wrong option taught without a word of correction is remembered as right."""
    for option in question.options:
        if not option.feedback:
            told = f"the option “{option.text}” has no feedback: add “  > …” below it"
            yield error("L09", question, option.line, told)
        elif len(option.feedback.split()) < 4:
            told = f"the feedback on “{option.text}” has fewer than four words: say why"
            yield warning("L09", question, option.line, told)


def l10_misconception(question: Question) -> Iterator[Finding]:
    """A wrong option that stands for no thinking slip is a filler."""
    for option in question.distractors:
        if not option.misconception:
            told = f"name the slip behind “{option.text}”: add <!-- m: name --> to its feedback"
            yield warning("L10", question, option.line, told)


def l13_absolutes(question: Question) -> Iterator[Finding]:
    """Who has sat exams crosses out “always” and “never” unread."""
    marked = [option for option in question.distractors if _is_absolute(option)]
    if question.kind is not Kind.TRUEFALSE and len(marked) > 1 and not any(map(_is_absolute, question.key)):
        told = f"“{marked[0].text}” and “{marked[1].text}” are absolute, the right option is not: even them out"
        yield warning("L13", question, marked[0].line, told)


def _is_absolute(option: Option) -> bool:
    return ABSOLUTES.search(without_code(option.text)) is not None


def l14_clang(question: Question) -> Iterator[Finding]:
    """Words that only the right option shares with the question give it away."""
    if question.kind is not Kind.SINGLE or not question.key:
        return
    key, others = question.key[0], [_said(option.text) for option in question.distractors]
    shared = (_said(key.text) & _said(question.prompt)).difference(*others)
    if len(shared) >= _FEWEST_ALIKE:
        heard = ", ".join(sorted(shared))
        told = f"the question and its right option alone share “{heard}”: use other words, or use them in all options"
        yield warning("L14", question, key.line, told)


def _said(text: str) -> frozenset[str]:
    """Returns the telling words of a text; code and numbers have to be the same wherever they stand."""
    return frozenset(stem for stem in stems(without_code(text)) if stem.isalpha())


def l15_order_reference(question: Question) -> Iterator[Finding]:
    """Options are shuffled, so nothing may speak of their place."""
    texts = [(question.line_of(part), getattr(question, part)) for part in ("prompt", "explanation", "hint")]
    texts += [(option.line, f"{option.text} {option.feedback}") for option in question.options]
    for line, text in texts:
        if found := _BY_PLACE.search(without_code(text)):
            yield error("L15", question, line, f"“{found[0]}” names a place, but options are shuffled: say it in words")


def l16_explanation(question: Question) -> Iterator[Finding]:
    """Long enough to teach, short enough to be read."""
    line, count = question.line_of("explanation"), len(words(question.explanation))
    if len(question.explanation) < 80:
        yield error("L16", question, line, "the explanation has fewer than 80 characters: say why the answer is right")
    elif not 20 <= count <= 120:
        yield warning("L16", question, line, f"the explanation has {count} words: write 20 to 120")


def l19_time_words(question: Question) -> Iterator[Finding]:
    """What holds today only needs its condition beside it."""
    for line, text in _texts(question):
        if not question.applies and (found := TIME_WORDS.search(text)):
            told = f"“{found[0]}” ages: name the version, or add “applies:” to the head with what it holds for"
            yield warning("L19", question, line, told)


def l20_tone(question: Question) -> Iterator[Finding]:
    """What is obvious to its writer shames who doesn't know it."""
    for line, text in _texts(question):
        if found := TALKING_DOWN.search(text):
            yield warning("L20", question, line, f"“{found[0]}” talks down to learners: leave it out")


def l23_spelling(question: Question) -> Iterator[Finding]:
    """A word that is in no dictionary is a slip of the pen, or a name that belongs into code or among the known."""
    for line, text in _texts(question):
        for word in unknown_words(text):
            told = f"“{word}” is in no dictionary: mend it, put it in `…` if it is code, or add it to content/words.txt"
            yield warning("L23", question, line, told)


def l24_reading_level(question: Question) -> Iterator[Finding]:
    """Many learners read a second language."""
    text = without_code(f"{question.prompt}\n\n{question.explanation}")
    if (years := school_years(text)) > MOST_YEARS:
        told = f"question and explanation take {years:.0f} years of school to read, {MOST_YEARS} at most: shorter sentences"
        yield warning("L24", question, question.line_of("explanation"), told)


def _texts(question: Question) -> Iterator[tuple[int, str]]:
    """Yields all that a learner reads, without code, by the lines where it begins."""
    for part in ("prompt", "explanation", "hint"):
        yield question.line_of(part), without_code(getattr(question, part))
    for option in question.options:
        yield option.line, without_code(f"{option.text} {option.feedback}")
    for step in question.sequence:
        yield question.line_of("prompt"), without_code(step)
    for part, matches in (("accept", question.accept), ("reject", question.reject)):
        for match in matches:
            yield question.line_of(part), without_code(match.feedback)
