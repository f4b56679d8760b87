"""English verbs by what they tell about their subject, with every form they take.

No tagger is loaded: the verbs that news and statements use to say and to do are few enough to
list, and their forms follow rules. A word that is not listed can still be read as a verb by its
place, see `clauses`.
"""

from __future__ import annotations

from typing import NamedTuple

# Verbs of saying whose clause, quoted or not, is what was said.
SAYING = frozenset(
    """say tell claim argue insist state declare announce add note stress emphasize
    emphasise explain deny admit acknowledge concede confirm suggest reply respond answer
    assert maintain contend reiterate repeat conclude allege vow pledge promise threaten
    predict remark observe comment write tweet post reveal disclose signal indicate hint
    caution warn quip joke testify estimate assess complain lament boast assure remind
    inform brief affirm reaffirm recount stipulate underline underscore proclaim swear
    retort counter clarify propose recommend demand request ask urge advise agree fear
    reassure mention read speak express voice tout forecast notify message recommit rule
    pronounce venture mutter murmur shout cry sigh muse reckon thunder fume marvel chuckle
    snap growl exclaim whisper grumble protest object enquire inquire wonder plead beg
    profess opine concur interject implore exhort fulminate vouch attest
    """.split()
)
# Verbs of saying that take a thing or person, not a clause.
ADDRESSING = frozenset(
    """call condemn denounce criticize criticise praise welcome reject dismiss accuse blame
    appeal rebuke admire trash slam blast lambast chide scold mock ridicule commend applaud
    hail thank congratulate apologize apologise renounce deplore decry denigrate describe
    characterize characterise brand label portray liken compare discuss address lecture
    rebuff scoff sneer refute dispute question challenge contradict defend justify invite
    summon counsel regret trumpet laud salute deride lash rail berate castigate fault charge
    term dub bemoan downplay lampoon pillory rubbish""".split()
)
# Verbs of holding a view whose clause is the holder's, not the reporter's.
THINKING = frozenset(
    """believe think hope expect consider feel doubt suspect decide know understand assume
    intend want fear wish judge deem calculate conclude see view regard recognize recognise
    realize realise worry find prefer recall""".split()
)
_DOING = frozenset(
    """abandon abolish avail abstain abuse accept accelerate accompany achieve acquire act
    activate adapt adhere adjust adopt advance advocate affect aim aid allow amass amend
    announce annex appear apply appoint approach approve arm arrange arrest arrive assemble
    assess assist attach attack attempt attend attract authorize authorise avert avoid await
    award back backtrack balk bar bargain base become begin blacklist block blockade bolster
    bomb boost boycott break bring broker brush buckle build buy bypass cancel cast cause
    cease cede celebrate change chase check choose circulate cite cling close collapse come
    commence commission commit compel compete complete comply concern conduct confer
    confiscate confront consent consult contain continue contribute control convene
    cooperate coordinate cover crack create cripple cross curb curtail cut dare deal debate
    decline decrease deepen defer defy delay deliver deny depart depend deploy deport
    designate destroy detain deter develop devise differ direct disagree disappoint
    disassociate disconnect discourage dispatch displace dissociate distance distribute
    divide divert donate double downgrade downplay draft drag draw drift drive drop ease
    echo edge embark embrace emerge enact encourage end endorse endure enforce engage enjoy
    ensure enter entertain equip escalate establish evacuate evade examine exceed exchange
    exclude exempt exercise exert expand expel exploit explore export expose extend
    extradite face fail fall fan favor favour feature fight file fill finalize finalise
    finance fine fire flee float flout fly follow forbid force forge form freeze fuel fulfil
    fulfill fund gain gather get give go grant greet grow guarantee guard halt hand handle
    happen harden harm have head heap heed help hesitate hit hold host hurry identify ignore
    impede implement import impose improve include increase inflict influence initiate
    inject insert inspect install instruct intensify intercept intervene introduce invade
    invest investigate invoke issue join keep kick kill land last launch lead leak lean
    learn leave lend let level liberate lift limit link list lobby look lose lower maintain
    make manage march mass match mean mediate meet mind miss mobilize mobilise modify
    monitor mount move mull muster name need negotiate neglect nominate nudge obey oblige
    obstruct obtain occupy offer open oppose order organize organise oust outlaw outline
    overcome overrule oversee own pack part participate pass pause pay penalize penalise
    permit persist persuade phase pick pin place plan play plot point ponder portray
    position possess postpone pour practise practice prepare present press pressure prevent
    proceed produce prohibit project prolong promote prompt propose protect prove provide
    provoke publish pull punish purchase pursue push put quit raise rally ratify reach react
    reaffirm rearm rebuild recall receive reconsider reconvene recruit reduce refer reform
    refrain refuse register regulate reimpose reinforce reinstate release relent relax
    relocate rely remain remove renew reopen repair replace report represent rescind resist
    resolve resort respect restart restore restrict result resume retain retaliate retreat
    return reveal reverse review revise revoke reward risk rock roll run rush sabotage sack
    safeguard sanction save scale scramble scrap screen seal secure seek seem seize sell
    send separate serve set settle sever shape share shell shelter shelve shield shift ship
    shrink shrug shun shut side sidestep sign sit skip slap slash slow soften sound spare
    spark speed spend split sponsor spread spurn stage stall stand start station stay steer
    step stick stockpile stoke stop storm strain strengthen stress strike strip strive
    struggle study submit succeed sum suffer supply support suppress surprise surrender
    surround suspend sustain swap switch tackle take talk target tear terminate test throw
    tie tighten tilt tip toe top toughen track trade train transfer transport travel treat
    trigger try turn unblock undermine undertake unveil update uphold upgrade use usher veto
    violate visit vote wage wait waive walk warm waver weaken weigh widen win withdraw
    withhold withstand work wrap yield aspire allocate align ally cheer clash clear collect
    combat concentrate condone confide contemplate convince crumble dangle deserve despatch
    dictate dither dodge dominate dump duck entrust err evict fortify frustrate hinge hoist
    honor honour house incite insulate lock market mark measure neutralize ostracize pile
    plead pledge pump rank ready reap reassess rebuff redeploy redouble rein reiterate
    repatriate repel resent reserve reshuffle respond rethink retrieve ring row score
    scrutinize shore signal snub spearhead spy squeeze staff stonewall stray summon table
    tap team thin thwart tolerate topple toss total tour unleash unfreeze urge vacate vet
    wean welcome wind worsen wield dig shed sow lay lie reel pave veer sneer swipe blast
    lash show outline stress hear listen watch deliberate loom mull chafe dismantle grapple
    overturn outlast retire rescue soothe stumble wrestle vacillate wander""".split()
)
# base: past, participle; one word where the two are the same.
_IRREGULAR = dict(
    line.split(":")
    for line in """
    say:said tell:told write:wrote,written speak:spoke,spoken read:read swear:swore,sworn
    think:thought know:knew,known understand:understood see:saw,seen feel:felt find:found
    become:became,become begin:began,begun break:broke,broken bring:brought build:built
    buy:bought cast:cast choose:chose,chosen cling:clung come:came,come cut:cut deal:dealt
    draw:drew,drawn drive:drove,driven fall:fell,fallen fight:fought flee:fled
    fly:flew,flown forbid:forbade,forbidden freeze:froze,frozen unfreeze:unfroze,unfrozen
    get:got give:gave,given go:went,gone grow:grew,grown have:had hit:hit hold:held
    uphold:upheld withhold:withheld keep:kept lead:led leave:left lend:lent let:let
    lose:lost make:made mean:meant meet:met overcome:overcame,overcome
    oversee:oversaw,overseen pay:paid put:put quit:quit rebuild:rebuilt ring:rang,rung
    run:ran,run seek:sought sell:sold send:sent set:set shrink:shrank,shrunk shut:shut
    sit:sat spend:spent split:split spread:spread stand:stood withstand:withstood
    stick:stuck strike:struck strive:strove,striven swap:swapped take:took,taken
    undertake:undertook,undertaken tear:tore,torn throw:threw,thrown win:won wind:wound
    withdraw:withdrew,withdrawn learn:learned forecast:forecast rethink:rethought
    cost:cost bid:bid dig:dug shed:shed lay:laid lie:lay,lain sow:sowed,sown slow:slowed
    prove:proved,proven hear:heard weep:wept spit:spat steal:stole,stolen hide:hid,hidden
    rise:rose,risen bear:bore,borne catch:caught teach:taught feed:fed shoot:shot
    override:overrode,overridden overthrow:overthrew,overthrown forgive:forgave,forgiven
    wear:wore,worn wake:woke,woken shake:shook,shaken forget:forgot,forgotten
    foresee:foresaw,foreseen""".split()
)
_DOUBLING = frozenset(
    """defer quip sidestep equip recommit admit ban bar brag commit compel control deter
    drag drop drip expel fan nod omit permit pin plan plot pop prefer refer rebut regret
    ship shrug shun skip slam slap slip snub spar spot spur step stop strip submit swap tap
    thin tip top transfer trim unwrap wrap dub rip sip stir stun tag blur chat rub strap
    scrap drum refit confer dispel propel quit vet let set put cut hit sit get run win shut
    dig shed begin beg forbid""".split()
)
# Second spellings of the past and the participle.
_SPELLINGS = {
    "learnt": "learn",
    "burnt": "burn",
    "spelt": "spell",
    "leant": "lean",
    "leapt": "leap",
}
_DOUBLED_L = ("cancel", "travel", "signal", "label", "counsel", "quarrel", "level", "channel")

#: Forms of "be", of the other auxiliaries, and what stands with them.
BE = frozenset("am is are was were isn't aren't wasn't weren't".split())
BE_FORMS = BE | {"be", "been", "being"}
HAVE = frozenset("has have had hasn't haven't hadn't having".split())
DO = frozenset("do does did don't doesn't didn't".split())
MODALS = frozenset(
    """will would can could may might must shall should won't wouldn't can't cannot couldn't
    mustn't shan't shouldn't ought""".split()
)
AUXILIARIES = BE | (HAVE - {"having"}) | DO | MODALS
#: Auxiliaries that put a clause under what was said before ("said it was ready and would go").
BACKSHIFTED = frozenset("would could might should wouldn't couldn't shouldn't".split())

# Participles that describe a state of mind rather than something done to the subject.
STATES_OF_MIND = frozenset(
    """concerned prepared opposed committed determined worried pleased disappointed
    convinced divided inclined united alarmed surprised interested satisfied dissatisfied
    resolved reserved unconvinced agreed minded disinclined torn set poised bound outraged
    delighted frustrated troubled unmoved engaged involved ready""".split()
)
# Third-person forms that are as often plural nouns ("the polar talks").
NOUN_LIKE = frozenset(
    """sanctions talks calls plans moves demands attacks claims reports states orders offers
    aims hopes fears needs backs leaves cuts steps visits votes works views signs strikes
    trades exports imports supplies forces bans blocks deals drafts fights fires funds
    grants hosts houses increases issues joins leads limits links looks marks markets notes
    objects pledges points posts practices presses promises protests questions raises ranks
    releases remarks requests results returns rules shares shifts shows stops struggles
    studies supports tests ties tours uses values voices walks wants wars threats answers
    arms banks bombs changes charges checks comments concerns controls covers debates delays
    doubts drops ends estimates exercises faces files finds fines gains guards helps lands
    launches leaks lists lobbies matches measures names notices parts phases places plots
    positions presents projects purchases reforms reviews rewards risks runs screens sets
    shapes shells sides sounds splits sponsors stages starts stations stays surprises
    switches targets teams tracks transfers trains treats triggers turns updates vows wages
    waits worries wins crosses heads hands counters reads blames counsels brands labels
    terms forecasts plays draws breaks falls rows tables taps regrets hints signals tweets
    messages rallies queries cheers exits ships""".split()
)


class Form(NamedTuple):
    """One reading of a word form.

    Attributes:
        lemma: The verb's base form.
        kind: ``base``, ``third`` ("says"), ``past``, ``participle`` or ``ing``.
    """

    lemma: str
    kind: str


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return {"have": "has"}.get(verb, verb + "s")


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + verb[-1] + "ed" if verb in _DOUBLING else verb + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + verb[-1] + "ing" if verb in _DOUBLING else verb + "ing"


def _forms() -> dict[str, tuple[Form, ...]]:
    """Every form of every listed verb, with its readings."""
    found: dict[str, dict[Form, None]] = {}
    for verb in SAYING | ADDRESSING | THINKING | _DOING | _DOUBLING | set(_IRREGULAR):
        past, _, participle = _IRREGULAR.get(verb, _regular_past(verb)).partition(",")
        rows = [(verb, "base"), (_third(verb), "third"), (past, "past"), (_ing(verb), "ing")]
        rows.append((participle or past, "participle"))
        if verb in _DOUBLED_L:
            rows += [(f"{verb}led", "past"), (f"{verb}led", "participle"), (f"{verb}ling", "ing")]
        for form, kind in rows:
            found.setdefault(form, {})[Form(verb, kind)] = None
    for form, verb in _SPELLINGS.items():
        found[form] = {Form(verb, "past"): None, Form(verb, "participle"): None}
    return {form: tuple(readings) for form, readings in found.items()}


FORMS = _forms()


def lemma(key: str, *kinds: str) -> str | None:
    """The verb that a folded word is a form of, reading it as one of the kinds given.

    >>> lemma("withdrew", "past"), lemma("withdrawn", "past"), lemma("says", "third", "past")
    ('withdraw', None, 'say')
    """
    for form in FORMS.get(key, ()):
        if form.kind in kinds:
            return form.lemma
    return None


def is_participle(key: str) -> bool:
    """Whether a folded word can be a past participle; unlisted words count by their -ed."""
    return lemma(key, "participle") is not None or (
        len(key) > 4 and key.endswith("ed") and not key.endswith("eed")
    )


def tells(verb: str) -> bool:
    """Whether a verb is one of saying, with a clause or with an object."""
    return verb in SAYING or verb in ADDRESSING
