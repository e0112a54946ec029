"""What learners are told once the key may be known: the reveal under the card, and the verdict told at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.dates import DEFAULT_LOCALE
from commands.markdown import parts_of, text_of
from commands.quiz.choosing import written
from commands.quiz.grading import key_of, share_of, word_on
from commands.quiz.round import Answer, Chosen, Round, Shown
from commands.quiz.scoring import worth
from commands.reply import Choice, Choices, Field, Form, Heading, LinkOut, Paragraph, Part
from commands.text import Code, Strong, Text, join, percent, say
from content.bank import Kind, Question
from content.questions import TYPED, Match

_FEWEST_FOR_SHARES = 3
"""Below this many answers, shares would tell who chose what."""


def solution(shown: Shown, question: Question) -> Text:
    """Returns what is right, as a learner would answer it."""
    if question.kind in TYPED:
        return (Code(question.accept[0].value),)
    if question.kind is Kind.HANDS_ON:
        return (Code(f"/{question.to_try}"),)
    return (Strong(written(shown, question, key_of(question, shown.key))),)


def reveal(round_: Round, question: Question, given: Sequence[Answer], locale: str) -> tuple[Part, ...]:
    """Returns the key, a word on every option, the explanation and where to read on."""
    title = say("Answer to question {number}: {solution}", number=round_.number, solution=solution(round_, question))
    return (
        Heading(title),
        *_corrected(round_),
        *explained(round_, question, given, locale),
        *remember_button(question),
        report_form(f"report {round_.id}"),
    )


def explained(
    shown: Shown, question: Question, given: Sequence[Answer] = (), locale: str = DEFAULT_LOCALE
) -> tuple[Part, ...]:
    """Returns a word on every option with its share of the answers, the explanation, what to try and where to read on."""
    return (
        *_told(shown, question, given, locale),
        *parts_of(question.explanation),
        *_to_try(question),
        *references(question),
    )


def remember_button(question: Question) -> tuple[Choices, ...]:
    """Returns the button that puts a question into the reviews of whoever presses it.

    What is done by hand is not reviewed.
    """
    if question.kind is Kind.HANDS_ON:
        return ()
    return (Choices((Choice("Add to my reviews", f"remember {question.id}"),)),)


def report_form(line: str) -> Form:
    """Returns the form that tells captains what is wrong with a question; `line` names it."""
    field = Field("text", "What is wrong with it?", hint="One or two sentences, for your captains", long=True)
    return Form(line, "Report a problem", "Report a problem", (field,))


def _corrected(round_: Round) -> tuple[Part, ...]:
    if round_.key is None:
        return ()
    return (Paragraph(say("A captain has corrected the key of this question; points follow the new one.")),)


def _told(shown: Shown, question: Question, given: Sequence[Answer], locale: str) -> Iterator[Part]:
    """Yields what is right and why the rest is not, as the kind of question has it."""
    if question.kind is Kind.HANDS_ON:
        return
    if question.kind in TYPED:
        yield from _words(question)
    elif question.kind is Kind.ORDER:
        yield Paragraph(join(list(_steps(shown, question)), "\n"))
    else:
        yield Paragraph(join(list(_verdicts(shown, question, given, locale)), "\n"))
    if not question.options and len(given) >= _FEWEST_FOR_SHARES:
        right = sum(share_of(question, answer.chosen, shown.key) == 1 for answer in given) / len(given)
        yield Paragraph(say("{share} had it right.", share=percent(right, locale)))


def _verdicts(shown: Shown, question: Question, given: Sequence[Answer], locale: str) -> Iterator[Text]:
    key = key_of(question, shown.key)
    for letter, index in zip(shown.letters, shown.order, strict=True):
        option = question.options[index]
        mark = "✓" if index in key else "✗"
        holds = option.correct is (index in key)  # of a corrected key the author's word says the opposite
        seen: dict[str, str | Strong | Text] = {"mark": mark, "letter": Strong(letter), "text": text_of(option.text)}
        if len(given) < _FEWEST_FOR_SHARES:
            told = say("{mark} {letter}  {text}", **seen)
        else:
            chosen = sum(index in answer.chosen for answer in given)
            told = say("{mark} {letter}  {text} ({share})", share=percent(chosen / len(given), locale), **seen)
        yield _with_feedback(told, option.feedback if holds else "")


def _steps(shown: Shown, question: Question) -> Iterator[Text]:
    for place, index in enumerate(key_of(question, shown.key), 1):
        letter = Strong(shown.letters_of((index,)))
        yield say("{place}. {letter}  {step}", place=place, letter=letter, step=text_of(question.sequence[index]))


def _words(question: Question) -> Iterator[Part]:
    shown = [match for match in question.accept if match.match != "regex"]
    lines = [_with_feedback(say("✓ {answer}", answer=Code(match.value)), match.feedback) for match in shown]
    wrong = [match for match in question.reject if match.match != "regex"]
    lines += [_with_feedback(_rejected(match), match.feedback) for match in wrong]
    yield Paragraph(join(lines, "\n"))
    if question.kind is Kind.COMMAND:
        yield Paragraph(say("Other spellings of the same command count as well."))


def _rejected(match: Match) -> Text:
    answer = Code(match.value)
    match match.match:
        case "has":
            return say("✗ with {answer}", answer=answer)
        case "lacks":
            return say("✗ without {answer}", answer=answer)
        case _:
            return say("✗ {answer}", answer=answer)


def _with_feedback(told: Text, feedback: str) -> Text:
    return join([told, text_of(feedback)] if feedback else [told], " – ")


def _to_try(question: Question) -> tuple[Part, ...]:
    if not question.to_try or question.kind is Kind.HANDS_ON:
        return ()
    return (Paragraph(say("Try: {line}", line=Code(f"/{question.to_try}"))),)


def references(question: Question) -> Iterator[LinkOut | Paragraph]:
    """Yields the sources of a question, as links where they are pages."""
    for number, source in enumerate(question.references, 1):
        if source.startswith("https://"):
            yield LinkOut("Source" if number == 1 else f"Source {number}", source.split()[0])
        else:
            yield Paragraph(say("Source: {source}", source=source))


def verdict(round_: Round, question: Question, chosen: Chosen, gained: int) -> tuple[Part, ...]:
    """Returns what a learner is told at once, where the group has chosen so: all that the reveal will tell."""
    return (
        Paragraph(_result(round_, question, gained)),
        *_corrected(round_),
        *_own_word(question, chosen),
        *explained(round_, question),
        *remember_button(question),
        report_form(f"report {round_.id}"),
    )


def _result(round_: Round, question: Question, gained: int) -> Text:
    if gained == worth(question):
        return say("Right! {gained} of {worth} points.", gained=Strong(str(gained)), worth=gained)
    right = solution(round_, question)
    if gained:
        return say(
            "Partly right: {gained} of {worth} points. {right} it is.",
            gained=Strong(str(gained)),
            worth=worth(question),
            right=right,
        )
    return say("Not this time. {right} it is.", right=right)


def _own_word(question: Question, chosen: Chosen) -> tuple[Part, ...]:
    """Returns the author's word on what was typed; of options each has its own below."""
    word = word_on(question, chosen) if isinstance(chosen, str) else ""
    return (Paragraph(text_of(word)),) if word else ()
