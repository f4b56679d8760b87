"""Words by which "the official", "it" or "the two countries" point back; no actor is named here."""

from __future__ import annotations

#: Offices so peculiar to some states that, in two words or more, they tell whose they are.
PECULIAR = frozenset("secretary chancellor representative commissioner undersecretary".split())
#: Words that tell one office from another of the same noun ("the prime minister").
TELLING = frozenset(
    """prime foreign defence defense interior finance economy economic energy trade justice home
    vice deputy health transport agriculture""".split()
)
BLOCS = frozenset("bloc union alliance grouping".split())
COUNTRIES = frozenset("country nation".split())
POINTING = frozenset("the this that these those one another same both two other all".split())
CLERKS = frozenset("official officials adviser advisor aide".split())
ORDINALS = frozenset("second third fourth fifth".split())
#: "The embassy said ... The statement said": words that were given out by who spoke before.
MESSAGES = frozenset(
    """statement message notice letter cable readout advisory communique announcement declaration
    note memo circular post tweet email e-mail text document order decree directive release
    """.split()
)
#: "Came the answer": whose it is, was said just before.
ANSWERS = frozenset("answer reply response retort".split())
#: Bodies that a state has abroad.
ABROAD = frozenset("embassy mission consulate".split())
COUNTS = frozenset("one some several many most two three four both none each another".split())
OWNING = frozenset("its his her their".split())
PAIRS = frozenset(
    """countries nations sides states governments capitals allies powers leaders presidents
    ministers two men women diplomats officials""".split()
)
#: A body and who heads it: "the ambassador left. The embassy said ...".
HEADED = dict(
    pair.split(":")
    for pair in """embassy:ambassador ministry:minister presidency:president mission:ambassador
    delegation:delegate department:secretary commission:commissioner""".split()
)
SAME_BODY = {
    pair.split(":")[0]: set(pair.split(":")[1].split(","))
    for pair in """mission:embassy,delegation,mission embassy:mission,consulate,charge
    agency:department,office,service,bureau,ministry charge:affaires office:treasury
    diplomat:ambassador,envoy,spokesman,spokeswoman,minister,affaires
    envoy:ambassador,representative,affaires ambassador:envoy,representative""".split()
}
#: Bodies of which a state that just spoke or acted has one, so that they are its own.
OWN_BODIES = frozenset("ministry government presidency authorities cabinet".split())
#: With these "it" seldom stands for anybody ("it appears that", "it took hours").
IMPERSONAL = frozenset(
    """be seem appear take happen become turn remain cost follow mean need make help prove come
    matter look sound end last depend emerge start begin""".split()
)
#: With these it is rather what was made ("It includes ...").
HOLDING = frozenset("include cover contain apply prohibit target list name".split())
#: Who made something goes on to say what is in it ("It includes ...", "The ban covers ...").
MAKING = frozenset(
    """announce adopt impose approve agree unveil publish introduce present issue sign propose
    draft prepare submit finalise finalize pass enact decree order extend renew widen tighten
    expand put""".split()
)
MADE = frozenset(
    """package packages measure measures list ban bans sanctions decree order law bill step
    steps plan proposal embargo regulation restrictions rules text""".split()
)
CONTAINING = frozenset(
    """include cover ban bar freeze target list prohibit restrict limit apply contain close
    widen tighten name forbid exempt add extend impose exclude""".split()
)
