"""What is done by saying it: "will not release" refuses, "said that Israel must stop" demands.

PLOVER codes such statements as REJECT and REQUEST (manual, draft 0.8: a refusal to do something
cooperative; a demand put to another actor), not as the deed that is spoken of.
"""

from __future__ import annotations

from dataclasses import replace

from dragoman.coding import syntax
from dragoman.coding.arguments import Arguments, Filler, distinct
from dragoman.coding.candidates import Candidate
from dragoman.coding.lexicon import Complement, Lexicon
from dragoman.coding.modality import Judgement


def reinterpret(
    candidate: Candidate, judgement: Judgement, arguments: Arguments, lexicon: Lexicon
) -> tuple[Candidate, Judgement]:
    """Turn a refused or demanded deed into the refusal or the demand, where there is one."""
    if judgement.modality == "denied" and _is_refusal(candidate, lexicon):
        refused = Judgement("actual", "will not: a refusal")
        result = lexicon.complements.get(("REJECT", candidate.type))
        if candidate.type == "REJECT":
            return replace(candidate, status=None), refused
        if result is not None and candidate.sources:
            return _refusal(candidate, result, arguments), refused
    if judgement.modality == "demanded":
        demand = _demand(candidate, arguments, lexicon)
        if demand is not None:
            return demand, Judgement("actual", "says that another must: a demand")
    return candidate, judgement


def _is_refusal(candidate: Candidate, lexicon: Lexicon) -> bool:
    auxiliaries = [child for child in candidate.clause.children if child.dep_ == "aux"]
    return any(
        lexicon.modality.get((aux.lower_, "X")) == "planned" or aux.lower_ == "would"
        for aux in auxiliaries
    )


def _refusal(candidate: Candidate, result: Complement, arguments: Arguments) -> Candidate:
    subjects = {f.link.start for f in arguments.denoted(syntax.agents(candidate.clause))}
    sources = tuple(f for f in candidate.sources if f.link.start in subjects) or candidate.sources
    others = tuple(f for f in candidate.sources if f not in sources)
    return _recast(candidate, result, sources, candidate.targets + others, "refused")


def _demand(candidate: Candidate, arguments: Arguments, lexicon: Lexicon) -> Candidate | None:
    clause = candidate.clause
    verb = clause.head
    if clause.dep_ != "ccomp" or verb.lemma_.lower() not in lexicon.reporting:
        return None
    speakers = distinct(arguments.denoted(syntax.agents(verb), inside=False))
    others = tuple(distinct(candidate.sources, without=speakers))
    if not speakers or not others:
        return None
    result = lexicon.complements.get(
        ("REQUEST", candidate.type), Complement("REQUEST", None, "100")
    )
    return _recast(candidate, result, tuple(speakers), others, "demanded")


def _recast(
    candidate: Candidate,
    result: Complement,
    sources: tuple[Filler, ...],
    targets: tuple[Filler, ...],
    how: str,
) -> Candidate:
    return replace(
        candidate,
        type=result.type,
        mode=result.mode,
        cameo=result.cameo,
        sources=sources,
        targets=targets,
        reason=f"{candidate.reason}, {how}",
    )
