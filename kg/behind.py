"""What stands behind a name or an office: separators, brackets, ranks, the next name or office."""

from __future__ import annotations

from kg.chain import Chain
from kg.lexicon import Lexicon
from kg.names import NameReader, TokenSpan
from kg.office import Office
from kg.offices import OfficeReader
from kg.tokens import OPENING, QUOTES, SEPARATORS, Token, latin, surfaces

_OF_RULERS = frozenset({"adviser", "envoy"})
_HANDS = _OF_RULERS | {"deputy"}
_RULERS = frozenset({"head", "sovereign"})
_FOR_RULER = 3  # words of «للرئيس الفرنسي»
_CHARGE = 9  # tokens from a ruler's name to his adviser's, at most
_NICKNAME = 5  # tokens from the bracket or mark before a nickname to the one behind it, at most
_OF_HOLDER = 3  # words of «في ذلك الوقت»
_IN_BRACKETS = 6  # tokens from a bracket behind an office to the one that closes it, at most


class Behind:
    """Looks ahead from a token while an official is read."""

    def __init__(self, lexicon: Lexicon, names: NameReader, offices: OfficeReader) -> None:
        self._lexicon = lexicon
        self._names = names
        self._offices = offices

    def skip(self, tokens: list[Token], j: int) -> tuple[int, bool]:
        """Past quotation marks and at most one separator; says whether a separator stood there."""
        separated = False
        while j < len(tokens):
            if tokens[j].text in SEPARATORS and (not separated or tokens[j - 1].text == tokens[j].text):
                separated = True  # «الوزير الأول الجزائري،، X»
            elif not separated and (end := self._of_holder(tokens, j)):
                j = end - 1
            elif tokens[j].text not in QUOTES and not (tokens[j].text == "/" and j > 0 and not tokens[j - 1].is_mark):
                break
            j += 1
        return j, separated

    def _of_holder(self, tokens: list[Token], j: int) -> int:
        """«الرئيس الأميركي الحالي X»، «الوزير الألماني في ذلك الوقت X»: where what is said of the holder ends; 0 where
        nothing is."""
        said = self._lexicon.grammar.present_holder
        words = [t.text for t in tokens[j : j + _OF_HOLDER]]
        return next((j + n for n in range(len(words), 0, -1) if " ".join(words[:n]) in said), 0)

    def unquote(self, tokens: list[Token], j: int) -> int:
        return j + 1 if j < len(tokens) and tokens[j].text in QUOTES else j

    def behind_brackets(self, tokens: list[Token], j: int) -> int | None:
        """«رئيس الوكالة (CIA) X»: where a few words in brackets behind an office end, if they name nobody."""
        if j >= len(tokens) or tokens[j].text not in OPENING:
            return None
        for k in range(j + 1, min(j + _IN_BRACKETS, len(tokens))):
            if tokens[k].text in QUOTES:
                return k + 1 if k > j + 1 else None
            if self._lexicon.heads.at(tokens, k) or self._lexicon.honorifics.at(tokens, k):
                return None
        return None

    def native(self, tokens: list[Token], j: int, chain: Chain) -> int | None:
        """«المبعوث الأممي إلى ليبيا، السنغالي X»: past where the holder is from, before his name."""
        state = self._lexicon.states.at(tokens, j, clitics=False) if chain.org and not chain.name else None
        if state is None or state.value.kind != "demonym" or not state.value.definite or state.last >= len(tokens):
            return None
        name = self._names.at(tokens, state.last, titled=True, stated=True)
        return state.last if name and name[1] - name[0] > 1 and not self.own_office(tokens, name) else None

    def behind_nickname(self, tokens: list[Token], j: int) -> int | None:
        """«صلاح عبد الله «قوش»، مدير جهاز …»، «عبد الله محمد (سنبلولشي)»: where what a man is called besides ends."""
        if j >= len(tokens) or tokens[j].text not in OPENING:
            return None
        end = next((k for k in range(j + 2, min(j + _NICKNAME, len(tokens))) if tokens[k].text in QUOTES), None)
        if end is None or any(tokens[k].text in self._lexicon.common_words for k in range(j + 1, end)):
            return None
        if any(
            table.at(tokens, j + 1) for table in (self._lexicon.heads, self._lexicon.honorifics, self._lexicon.states)
        ):
            return None
        return end + 1

    def run_of_honorifics(self, tokens: list[Token], j: int) -> int:
        """The end of a run of honorifics and ranks (اللواء طيار ركن / الدكتور)."""
        while j < len(tokens):
            if tokens[j].text in "./" and j + 1 < len(tokens):
                j += 1
                continue
            if tokens[j].text == "(" and j + 2 < len(tokens) and tokens[j + 2].text == ")" and self.part(tokens, j + 1):
                j += 3  # «الفريق شرطة (حقوقي)»
                continue
            more = self._lexicon.honorifics.at(tokens, j, clitics=False)
            if more is None or more.value.position == "after":
                return j
            text, definite = tokens[j].text, self._lexicon.grammar.definite
            given = text in self._lexicon.given_names and not definite(text) and j > 0 and definite(tokens[j - 1].text)
            if given and more.last == j + 1 and self._names.at(tokens, j, titled=True, ranked=True):
                return j  # «اللواء رائد عبدالله»: a rank that is a name behind another rank
            j = more.last
        return j

    def part(self, tokens: list[Token], j: int) -> bool:
        """«حقوقي»، «م»: what qualifies a rank."""
        part = self._lexicon.honorifics.at(tokens, j, clitics=False)
        return (part is not None and part.last == j + 1) or len(tokens[j].text) == 1

    def is_joined(self, tokens: list[Token], j: int) -> bool:
        """The office's own first word carries the conjunction (ووزير، والأمين العام), and it is not the word's first
        letter (وزير)."""
        head = self._lexicon.heads.at(tokens, j)
        return head is not None and head.clitic in self._lexicon.grammar.and_

    def name_after(self, tokens: list[Token], j: int, *, stated: bool = False) -> bool:
        """Whether the office that ends at ``j`` has a holder's name right behind it, or behind «(أفريكوم)»."""
        if self._name_at(tokens, j, stated=stated):
            return True
        behind = self.behind_brackets(tokens, j)
        return behind is not None and self._name_at(tokens, behind, stated=stated)

    def _name_at(self, tokens: list[Token], j: int, *, stated: bool) -> bool:
        at, separated = self.skip(tokens, j)
        if at >= len(tokens) or separated:
            return False
        address = self._lexicon.honorifics.at(tokens, at, clitics=False)
        if address and (address.value.opens or address.value.position == "after"):
            return False  # a form of address begins the next person; «أمير البلاد المفدى»: a blessing ends this one
        end = self.run_of_honorifics(tokens, at)
        if at < end < len(tokens) and not tokens[end].is_mark:
            return True
        return self._names.at(tokens, end, titled=True, stated=stated) is not None

    def next_has_office(self, tokens: list[Token], j: int) -> bool:
        """«حازم فؤاد وزير الداخلية السيد X منسق …»: the next name has an office of its own right behind it; not one
        joined to it («استقبل الأمير X وزير الخارجية التركي Y ووزير الدفاع التركي Z»)."""
        at, _ = self.skip(tokens, j)
        name = self._names.at(tokens, self.run_of_honorifics(tokens, at), titled=True, ranked=True)
        behind = self.unquote(tokens, name[1]) if name else len(tokens)
        return self._offices.at(tokens, behind, clitics=False) is not None and not self.is_joined(tokens, behind)

    def own_office(self, tokens: list[Token], name: TokenSpan) -> bool:
        """An office stands right behind a name: «سعادة السيد X سفير …» is a person of his own."""
        at, _ = self.skip(tokens, self.unquote(tokens, name[1]))
        return self._offices.at(tokens, at, clitics=False) is not None

    def office_follows(self, tokens: list[Token], name: TokenSpan) -> bool:
        """A name that opens a mention is an official's only if an office follows: «حازم فؤاد، وزير الداخلية»."""
        at, separated = self.skip(tokens, self.unquote(tokens, name[1]))
        if at >= len(tokens) or tokens[at - 1].text == ":" or self.is_joined(tokens, at):
            return False  # «X والقائمة بأعمال …»: the next of a list
        if name[0] and tokens[name[0] - 1].text in surfaces(self._lexicon.grammar.named_after):
            return False  # «في منتجع صلاح الدين، القنصل العام …»
        quoted = name[0] > 1 and tokens[name[0] - 1].text in OPENING
        if quoted and self._lexicon.grammar.definite(tokens[name[0] - 2].text):
            return False  # «في نادي الضباط «حسن بسوما» رئيسة اللجنة …»: what the place is called
        if name[1] - name[0] == 1 and not (separated and tokens[name[0]].text in self._lexicon.name_words):
            return False  # «استقبل هادي مبعوث …»: a bare surname and the next person's office
        return self._offices.at(tokens, at, clitics=False) is not None

    def set_off(self, tokens: list[Token], j: int) -> bool:
        """A name stands between commas right behind an office, or behind a comma and a rank of its own."""
        comma = j + 1 < len(tokens) and tokens[j].text in SEPARATORS
        if comma and tokens[j + 1].text in OPENING and j + 2 < len(tokens) and self._names.marks.quoted(tokens, j + 2):
            return True  # «…، وسفير ألمانيا لدى ليبيا، «X»»
        rank = self.run_of_honorifics(tokens, j + 1) if comma else 0
        if comma and j + 1 < rank < len(tokens) and self._names.at(tokens, rank, titled=True, ranked=True):
            return True  # «…، الفريق X، رئيس أركان القوات الأوغندية، الفريق أول Y»
        if not comma or self._names.marks.between_commas(tokens, j + 1):
            return comma
        name = self._names.at(tokens, j + 1, titled=True)  # a longer one, all of its words known
        if name is None:
            return False
        ends = name[1] >= len(tokens) or tokens[name[1]].text == "."
        return name[1] - name[0] > 1 if ends else tokens[name[1]].text in SEPARATORS

    def closed_name(self, tokens: list[Token], j: int) -> bool:
        """A name between commas right behind an office, and no office of that name's own."""
        if j + 1 >= len(tokens) or tokens[j].text not in SEPARATORS:
            return False
        name = self._names.marks.between_commas(tokens, j + 1)
        return name is not None and name[1] < len(tokens) and not self.own_office(tokens, name)

    def ranked_off(self, tokens: list[Token], j: int) -> bool:
        """A rank and a name stand behind an office and a comma, and no office of that name's own."""
        if j + 1 >= len(tokens) or tokens[j].text not in SEPARATORS:
            return False
        end = self.run_of_honorifics(tokens, j + 1)
        name = self._names.at(tokens, end, titled=True, ranked=True) if j + 1 < end < len(tokens) else None
        return name is not None and not self.own_office(tokens, name)

    def envoy_behind(self, tokens: list[Token], name: TokenSpan, chain: Chain) -> TokenSpan | None:
        """«المبعوث الخاص للأمين العام للأمم المتحدة X إلى اليمن Y»: behind the name of whom he serves and where he is
        posted, the envoy's own name."""
        office, grammar = chain.office, self._lexicon.grammar
        sent = office is not None and office.head.category in _OF_RULERS
        if office and sent and (office.innermost in _RULERS or self._for_ruler(tokens, office)):
            return self._behind_ruler(tokens, name)
        if office is None or office.head.category != "envoy" or office.innermost == "envoy" or not office.org:
            return None
        j = name[1]
        if j + 2 >= len(tokens) or tokens[j].text not in grammar.to | grammar.in_ | grammar.at:
            return None
        state = self._lexicon.states.at(tokens, j + 1, clitics=False)
        if state is None or state.value.kind != "name" or state.last >= len(tokens):
            return None
        at, _ = self.skip(tokens, state.last)
        end = self.run_of_honorifics(tokens, at)
        own = self._names.at(tokens, end, titled=True, ranked=end > at) if end < len(tokens) else None
        return own if own and own[1] - own[0] > 1 and not self.own_office(tokens, own) else None

    def of_ruler(self, office: Office) -> bool:
        """«مستشار الرئيس الأمريكي»: of a ruler whose state is told."""
        return self.serves_ruler(office) and bool(office.country)

    def serves_ruler(self, office: Office) -> bool:
        """«مستشار جلالة الملك»."""
        return office.head.category in _HANDS and office.innermost in _RULERS and len(office.words) > 1

    def _for_ruler(self, tokens: list[Token], office: Office) -> bool:
        """«المبعوث الخاص للرئيس الفرنسي»."""
        heads = (self._lexicon.heads.at(tokens, k) for k in range(max(0, office.last - _FOR_RULER), office.last))
        return any(h and h.clitic in self._lexicon.grammar.for_ and h.value.category in _RULERS for h in heads)

    def past_ruler(self, tokens: list[Token], office: Office) -> int:
        """Where the ruler's own name behind «مستشار الرئيس الأمريكي» ends."""
        name = self._names.at(tokens, office.last, titled=True, stated=True) if self.of_ruler(office) else None
        return name[1] if name and not self.own_office(tokens, name) else office.last

    def _behind_ruler(self, tokens: list[Token], name: TokenSpan) -> TokenSpan | None:
        """«مستشار الرئيس الأمريكي X لشؤون أفريقيا، السيد Y»، «مبعوث الرئيس X إلى الشرق الأوسط Y»: his adviser's own
        name, behind what he is charged with."""
        lexicon, grammar = self._lexicon, self._lexicon.grammar
        j = first = name[1]
        while j < min(first + _CHARGE, len(tokens)):
            text, comma = tokens[j].text, tokens[j].text in SEPARATORS
            at = j + comma
            if at >= len(tokens):
                return None
            if j == first and comma:  # «مبعوث الرئيس الأمريكي X، ستيف ويتكوف، …»
                alone = self._names.marks.between_commas(tokens, at)
                return alone if alone and alone[1] - alone[0] > 1 and not self.own_office(tokens, alone) else None
            end = self.run_of_honorifics(tokens, at)
            own = self._names.at(tokens, end, titled=True, ranked=end > at) if j > first and end < len(tokens) else None
            if own and (own[1] - own[0] > 1 or end > at) and not self.own_office(tokens, own):
                return own
            if comma or tokens[j].is_mark:
                return None
            opens = text.startswith(tuple(grammar.for_)) or text in grammar.to | grammar.in_
            if j == first and not opens:
                return None
            if not (opens or grammar.definite(text) or lexicon.is_office_word(text) or lexicon.states.at(tokens, j)):
                return None
            j += 1
        return None

    def latin(self, tokens: list[Token], j: int) -> int:
        """«بيل بازي Bill Bazzi»: past the same name in Latin letters, in brackets or not."""
        at = j + (j < len(tokens) and tokens[j].text == "(")
        end = at
        while end < len(tokens) and latin(tokens[end].text) and tokens[end].text.isalpha():
            end += 1
        if end == at:
            return j
        return end + 1 if at > j and end < len(tokens) and tokens[end].text == ")" else end if at == j else j

    def apposed(self, tokens: list[Token], name: TokenSpan) -> bool:
        """A name behind a comma belongs to the office before it where it is closed off too, or plainly is a name."""
        end = name[1]
        return end >= len(tokens) or tokens[end].is_mark or self._names.words.is_name(tokens[name[0]].text, titled=True)
