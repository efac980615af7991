"""Who is whose subject: navigation of the dependency parse (ClearNLP labels, as in OntoNotes)."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_OBJECTS = {"dobj", "obj"}
_RELATIVES = {"who", "which", "that", "whom", "whose"}


def lemma(token: Token) -> str:
    """The lemma in lower case, of a hyphenated word the whole: "cease-fire", "air-strikes"."""
    hyphen = token.nbor(-1) if token.i >= 2 else None
    if hyphen is not None and hyphen.text == "-" and not hyphen.whitespace_:
        return f"{token.nbor(-2).lower_}-{token.lemma_.lower()}"
    return token.lemma_.lower()


def is_passive(verb: Token) -> bool:
    """Whether the verb is in the passive: "were killed", or a bare participle after its noun."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ in ("aux", "nsubj") for child in verb.children):
        return False
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not _own_subjects(verb):
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "oprd", "xcomp") and not direct_objects(verb)


def _own_subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in _SUBJECTS]


def _fronted_subjects(verb: Token) -> list[Token]:
    """Mends a common misparse: in "In Kabul, Esper met Ghani" the subject is no second "Kabul"."""
    return [
        conjunct
        for prep in verb.lefts
        if prep.dep_ == "prep"
        for place in prep.children
        if place.dep_ == "pobj" and place.i + 1 < verb.i and place.nbor().text == ","
        for conjunct in place.children
        if conjunct.dep_ in ("conj", "appos")
    ]


def direct_objects(verb: Token) -> list[Token]:
    """The objects that stand with the verb itself."""
    return [child for child in verb.children if child.dep_ in _OBJECTS]


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subjects, borrowed from the governing clause where the verb has none.

    Borrowing follows control ("Annan urged Sudan to disarm": Sudan; "Iran agreed to meet": Iran),
    coordination, participles ("troops backing Haftar") and relative clauses.
    """
    if depth > 6:
        return []
    own = _own_subjects(verb) or _fronted_subjects(verb)
    if own:
        return [_antecedent(verb, subject) for subject in own]
    head = verb.head
    if head == verb:
        return []
    clausal = head.pos_ in ("VERB", "AUX")
    if verb.dep_ in ("xcomp", "ccomp") and clausal:
        objects = direct_objects(head) if verb.dep_ == "xcomp" else []
        return objects or surface_subjects(head, depth + 1)
    if verb.dep_ == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        accused = direct_objects(head.head) if head.lower_ in ("of", "from", "for") else []
        return accused or surface_subjects(head.head, depth + 1)
    of_adjective = verb.dep_ == "xcomp" and head.pos_ == "ADJ"
    if verb.dep_ in ("conj", "acomp") or of_adjective or (verb.dep_ == "advcl" and clausal):
        return surface_subjects(head, depth + 1)
    if verb.dep_ == "acl":
        return _subjects_of_noun_clause(verb, head, depth)
    if verb.dep_ == "relcl":
        return [head]
    return []


def _subjects_of_noun_clause(verb: Token, noun: Token, depth: int) -> list[Token]:
    """ "soldiers wounded in ...": the noun; "its plan to attack": whose plan it is."""
    if verb.tag_ in ("VBG", "VBN"):
        return [noun]
    owners = [child for child in noun.children if child.dep_ == "poss"]
    if owners:
        return owners
    if noun.dep_ in _OBJECTS | {"attr"} and noun.head.pos_ in ("VERB", "AUX"):
        return surface_subjects(noun.head, depth + 1)
    return []


def _antecedent(verb: Token, subject: Token) -> Token:
    """The noun that a relative pronoun stands for, else the token itself."""
    if subject.lower_ not in _RELATIVES:
        return subject
    clause = verb
    while clause.dep_ in ("conj", "xcomp", "ccomp") and clause.head != clause:
        clause = clause.head
    return clause.head if clause.dep_ == "relcl" else subject


def governing_subjects(verb: Token, through: tuple[str, ...] = ()) -> list[Token]:
    """The subjects of the clauses above the verb's own, nearest first.

    Of "issued a statement condemning ..." for the participle; of "said it would ..." for "it".
    `through` limits the climb to clauses that depend on the one above in one of these ways.
    """
    found: list[Token] = []
    token = verb
    while token.head != token and (not through or token.dep_ in through):
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            found += _own_subjects(token)
    return found


def agents(verb: Token) -> list[Token]:
    """Who acts: the subject of an active verb, the by-agent of a passive one."""
    if is_passive(verb):
        by = [c for c in verb.children if c.dep_ in ("agent", "prep") and c.lower_ == "by"]
        return [obj for prep in by for obj in prep.children if obj.dep_ == "pobj"]
    return surface_subjects(verb)


def patients(verb: Token) -> list[Token]:
    """Who is acted upon: the object of an active verb, the subject of a passive one."""
    if is_passive(verb):
        return surface_subjects(verb)
    objects = [_antecedent(verb, obj) for obj in direct_objects(verb)]
    if objects:
        return objects
    own = _own_subjects(verb)
    if verb.dep_ == "relcl" and own and own[0].lower_ not in _RELATIVES:
        return [verb.head]
    return _shared_object(verb)


def _shared_object(verb: Token) -> list[Token]:
    """ "condemned and rejected the plan": the object stands with the last verb of the chain."""
    return [obj for c in verb.children if c.dep_ == "conj" for obj in direct_objects(c)]


def prepositional(token: Token, preposition: str) -> list[Token]:
    """The objects of a preposition that stands with the token ("against", "with", ...)."""
    found = []
    for prep in token.children:
        if prep.lower_ == preposition and _is_preposition(prep):
            found += [obj for obj in prep.children if obj.dep_ == "pobj"]
            found += [
                obj
                for inner in prep.children
                if inner.dep_ == "prep"
                for obj in inner.children
                if obj.dep_ == "pobj"
            ]
    return found


def _is_preposition(token: Token) -> bool:
    """Whether it is a preposition or particle, and not one of time ("called on Friday")."""
    if token.dep_ not in ("prep", "agent", "prt", "dative", "advmod", "acomp", "mark"):
        return False
    return not any(c.dep_ == "pobj" and c.ent_type_ in ("DATE", "TIME") for c in token.children)


def has_particle(token: Token, words: frozenset[str]) -> bool:
    """Whether a preposition, particle or adverb of `words` stands with the token."""
    return any(child.lower_ in words and _is_preposition(child) for child in token.children)


def complements(verb: Token) -> list[Token]:
    """Heads of the infinitives, that-clauses and "of doing" clauses that complete the verb."""
    found = [c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i]
    for prep in verb.children:
        if prep.dep_ == "prep":
            found += [c for c in prep.children if c.dep_ == "pcomp" and c.pos_ in ("VERB", "AUX")]
            found += [c for day in prep.children for c in _after_a_date(day)]
    for obj in direct_objects(verb):
        found += [c for c in obj.children if c.dep_ == "acl" and c.tag_ == "VB"]
    return found


def is_infinitive(verb: Token) -> bool:
    """Whether the verb stands as "to do"."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _after_a_date(day: Token) -> list[Token]:
    """Mends a common misparse: of "threatened in August to suspend ties" the "to" is August's."""
    if day.ent_type_ not in ("DATE", "TIME"):
        return []
    return [
        child for child in day.children if child.dep_ in ("acl", "relcl") and child.tag_ == "VB"
    ]


def coordinated(token: Token) -> Iterator[Token]:
    """The token and all that is joined to it by "and" or commas."""
    yield token
    for child in token.children:
        listed = child.dep_ == "appos" and any(c.dep_ == "conj" for c in child.children)
        joined = child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM")
        if joined or listed:
            yield from coordinated(child)


def clause_tokens(verb: Token) -> list[Token]:
    """The tokens of the predicate's own clause: its subtree without clauses hung below it."""
    inner = {"ccomp", "advcl", "relcl", "acl", "parataxis", "pcomp"}
    found = [verb]
    stack = list(verb.children)
    while stack:
        token = stack.pop()
        own_clause = token.dep_ in inner or (token.dep_ == "conj" and token.pos_ == "VERB")
        if own_clause and token.tag_ not in ("VBN",):
            continue
        found.append(token)
        stack.extend(token.children)
    return found


def depth(token: Token) -> int:
    """Distance from the root of the sentence."""
    return sum(1 for _ in token.ancestors)
