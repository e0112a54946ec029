"""Labs in words: the list, a lab's card, what a check has seen, hints and the debrief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from commands.labs.looking import Look, ending
from commands.labs.resetting import Cleared
from commands.markdown import parts_of, text_of
from commands.reply import Choice, Choices, Facts, Heading, LinkOut, Paragraph, Part, Reply, Steps
from commands.request import Learner
from commands.store.labs import Progress
from commands.text import Code, Text, counted, join, say, shorten
from content.goals import Fact, Kind, values_at
from content.lab_bank import Labs
from content.labs import Item, Lab
from content.topics import TOPICS

_OFFERED = 3
"""Labs that the list has a button for."""

_SHOWN = 60
"""Characters of what was found that are told."""


def listed(labs: Labs, begun: Mapping[str, Progress]) -> Reply:
    """All labs by topic, with what the learner has done of them."""
    done = [lab for lab in labs.labs if _is_done(begun.get(lab.name))]
    intro = say(
        "Exercises on your group's sandbox, checked by what is there. {done} of {all} done. {line} opens one.",
        done=len(done),
        all=len(labs.labs),
        line=Code(f"/ship lab {labs.labs[0].name}"),
    )
    parts: list[Part] = [Heading(say("Labs")), Paragraph(intro)]
    for topic, its in labs.by_topic():
        parts.append(Heading(say("{topic}", topic=topic.title)))
        parts.append(Facts(tuple((_marked(lab, begun.get(lab.name)), text_of(lab.title)) for lab in its)))
    ahead = islice((lab for lab in labs.labs if lab not in done), _OFFERED)
    choices = tuple(Choice(lab.title, f"lab {lab.name}") for lab in ahead)
    return Reply((*parts, Choices(choices)) if choices else tuple(parts))


def card(lab: Lab, progress: Progress, learner: Learner, *, is_ready: bool, in_company: bool) -> Reply:
    """The lab itself, with the part that the learner has come to."""
    parts: list[Part] = [Heading(text_of(lab.title)), Paragraph(_about(lab, progress)), *parts_of(lab.goal)]
    if lab.steps:
        parts.append(Steps(tuple(map(text_of, lab.steps))))
    if 0 < progress.part < len(lab.parts):
        parts += _next_part(lab, progress)
    if in_company:
        parts.append(Paragraph(_in_company(lab, learner)))
    if not is_ready:
        away = say(
            "The sandbox doesn't answer just now: {docker} and Check work again as soon as it does.",
            docker=Code("/docker"),
        )
        parts.append(Paragraph(away))
    return Reply((*parts, Choices(_choices(lab, progress))))


def checked(lab: Lab, before: Progress, after: Progress, found: Look, learner: Learner) -> Reply:
    """What a check has seen, thing by thing, and how to go on."""
    part = lab.parts[min(before.part, len(lab.parts) - 1)]
    told: list[Part] = [Heading(text_of(lab.title))]
    told += [Paragraph(_item(item, found, learner)) for item in part.items]
    lacking = sum(not item.goal.is_reached(found.seen) for item in part.items)
    if lacking:
        missing = counted(lacking, "thing is", "things are")
        told.append(Paragraph(say("{missing} missing: go on, and check again.", missing=missing)))
        return Reply((*told, Choices(_choices(lab, after))))
    if after.part < len(lab.parts):
        return Reply((*told, *_next_part(lab, after), Choices(_choices(lab, after))))
    told.append(Paragraph(say("All of it is there: the lab is done. The debrief tells why it is so.")))
    return Reply((*told, Choices((_choice(lab, "Debrief"), _choice(lab, "Reset")))))


def hinted(lab: Lab, progress: Progress) -> Reply:
    """The hints so far."""
    parts: list[Part] = [Heading(text_of(lab.title)), Steps(tuple(map(text_of, lab.hints[: progress.hints])))]
    if progress.hints == len(lab.hints):
        parts.append(Paragraph(say("These are all hints there are.")))
    return Reply((*parts, Choices(_choices(lab, progress))))


def debriefed(lab: Lab, following: Lab | None) -> Reply:
    """What was seen, and why."""
    links = tuple(LinkOut("Source", each) for each in lab.references)
    choices = [_choice(lab, "Reset")]
    if following is not None:
        choices.append(Choice(shorten(f"Next: {following.title}", 75), f"lab {following.name}"))
    return Reply((Heading(text_of(lab.title)), *parts_of(lab.debrief), *links, Choices(tuple(choices))))


def cleared(lab: Lab, found: Cleared) -> Reply:
    """What a reset has removed."""
    told: list[Part] = [Heading(text_of(lab.title))]
    if found.removed:
        names = join([(Code(str(each)),) for each in found.removed], ", ")
        told.append(Paragraph(say("Removed: {names}.", names=names)))
    told += [Paragraph(say("Left as it is: {why}", why=why)) for why in found.staying]
    if not found.removed and not found.staying:
        told.append(Paragraph(say("There is nothing of this lab here.")))
    again = Choices((Choice("Begin again", f"lab {lab.name}"), Choice("All labs", "lab")))
    return Reply((*told, again))


def _is_done(progress: Progress | None) -> bool:
    return progress is not None and progress.done_at is not None


def _marked(lab: Lab, progress: Progress | None) -> str:
    if _is_done(progress):
        return f"✓ {lab.name}"
    return f"… {lab.name}" if progress is not None else lab.name


def _about(lab: Lab, progress: Progress) -> Text:
    topic, difficulty = TOPICS[lab.topic].title, lab.difficulty
    if progress.done_at is not None:
        return say("Lab · {topic} · difficulty {difficulty} of 5 · ✓ done", topic=topic, difficulty=difficulty)
    return say("Lab · {topic} · difficulty {difficulty} of 5", topic=topic, difficulty=difficulty)


def _next_part(lab: Lab, progress: Progress) -> Iterator[Part]:
    yield Paragraph(say("Part {part} of {parts} is done. Now:", part=progress.part, parts=len(lab.parts)))
    yield from parts_of(lab.parts[progress.part].text)


def _in_company(lab: Lab, learner: Learner) -> Text:
    example = next(each.name for each in lab.things)
    return say(
        "Is a name taken by somebody else of your group? Put yours behind it: {example}.",
        example=Code(f"{example.partition(':')[0]}{ending(learner)}"),
    )


def _item(item: Item, found: Look, learner: Learner) -> Text:
    goal = item.goal
    if goal.is_reached(found.seen):
        return say("✓ {told}", told=text_of(item.there))
    if goal.thing in found.seen and not goal.absent:
        have = found.seen[goal.thing]
        facts = join([_fact(each, values_at(have, each.path)) for each in goal.unmet(found.seen)], ", ")
        return say("○ {told} Seen there: {facts}.", told=text_of(item.missing), facts=facts)
    if goal.thing.kind is not Kind.IMAGE and goal.thing.name in found.taken:
        return say(
            "○ {told} The one here is somebody else's: call yours {name}.",
            told=text_of(item.missing),
            name=Code(f"{goal.thing.name}{ending(learner)}"),
        )
    return say("○ {told}", told=text_of(item.missing))


def _fact(fact: Fact, have: Sequence[str]) -> Text:
    if not have:
        return say("no {path}", path=Code(fact.path))
    return say("{path} is {have}", path=Code(fact.path), have=Code(shorten(", ".join(have), _SHOWN)))


def _choices(lab: Lab, progress: Progress) -> tuple[Choice, ...]:
    """Returns the buttons below a lab: another hint while there is one, the debrief once it is done."""
    labels = ["Check"]
    if progress.hints < len(lab.hints):
        labels.append("Hint")
    labels.append("Reset")
    if progress.done_at is not None:
        labels.append("Debrief")
    return tuple(_choice(lab, label) for label in labels)


def _choice(lab: Lab, label: str) -> Choice:
    return Choice(label, f"lab {lab.name} {label.lower()}")
