"""Where a person's name begins and ends.

Arabic has no capitals. A name is known by what stands before it (a rank, an office, an office with its state), by
words that are names (``name_words``), and by words that are none (``common_words``, counted in news). A run of words
that may be a name is cut after the last one that is; one plain word between two names belongs to them (حسن كامل رشاد).
"""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.name_bounds import NameBounds
from kg.name_marks import FREQUENT, NameMarks
from kg.name_parts import NameParts
from kg.name_words import RARE, NameWords
from kg.second_opinion import settle
from kg.tokens import COMMAS, OPENING, QUOTES, Token, latin

TokenSpan = tuple[int, int]

_BESIDE = 5  # words from «بين» to the second of two, «و» before it
LONGEST = 14  # words of a name, at most: «عبد العزيز بن سعود بن نايف بن عبد العزيز آل سعود» has eleven


class NameReader:
    """Finds the name that begins at a token."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar
        self.words = NameWords(lexicon)
        self.bounds = NameBounds(lexicon, self.words)
        self.parts = NameParts(lexicon, self.words, self.bounds)
        self.marks = NameMarks(lexicon, self.words, self.bounds)

    def at(
        self, tokens: list[Token], i: int, *, titled: bool, ranked: bool = False, stated: bool = False
    ) -> TokenSpan | None:
        """The tokens of the name at ``i`` (opening quotation marks skipped), or None.

        ``titled``: an office or honorific stands before it; ``ranked``: a rank or form of address right before it;
        ``stated``: an office whose state or organisation is told right before it, so that hardly anything but a name
        follows. A second opinion that the tokens bear is heard (``kg.second_opinion``).
        """
        start = i
        while start < len(tokens) and tokens[start].text in QUOTES:
            start += 1
        if start >= len(tokens):
            return None
        if titled and tokens[start].text in self.grammar.high and (found := self._behind_high(tokens, start)):
            return found
        if titled and start == i and self._adjective(tokens, start, ranked=ranked):
            given = start + 1 < len(tokens) and tokens[start + 1].text in self.lexicon.given_names
            given = given and tokens[start].text not in self.lexicon.common_words  # «مدير الأمن العام الفنان X»
            behind = self._behind_high(tokens, start) if given else None
            return behind if behind and behind[1] - behind[0] > 1 else None  # but «ثمن الأمين العام الدور الهام»
        ruled = self._by_rule(tokens, i, start, titled=titled, ranked=ranked, stated=stated)
        return settle(self, tokens, start, ruled, titled=titled)

    def _by_rule(
        self, tokens: list[Token], i: int, start: int, *, titled: bool, ranked: bool, stated: bool
    ) -> TokenSpan | None:
        if start > i and titled and tokens[start - 1].text in OPENING and (quoted := self.marks.quoted(tokens, start)):
            return quoted
        if self.marks.abbreviation(tokens, start):
            return None
        if titled and self._of_three(tokens, start):
            return start, start + 3
        lenient = titled and (ranked or stated)
        if self.bounds.particle(tokens, start) == "inside" and titled and start + 1 < len(tokens):
            run = self._run(tokens, start, titled=True, lenient=lenient)
        elif self.bounds.is_stop(tokens, start, start) and not (
            titled
            and (
                self._given_before_name(tokens, start)
                or self.parts.of_god(tokens, start, before=False)
                or self.parts.fathered(tokens, start)
            )
        ):
            return None
        else:
            run = self._run(tokens, start, titled=titled, lenient=lenient)
        name = self._cut(tokens, start, run)
        if name and name[1] == name[0] + 1 and self._none_alone(tokens[start].text):
            name = None
        closed = self.marks.closed_off(tokens, start, sure=name is not None, ranked=ranked) if lenient else None
        return closed if closed and (name is None or closed[1] > name[1]) else name

    def _none_alone(self, text: str) -> bool:
        """«القائد العام للقوة العملياتية في …»، «رئيسة الوزراء واضعة …»: one word, which no table of names knows."""
        feminine = self.grammar.definite(text) and text.endswith(tuple(self.grammar.feminine))
        return (feminine or self.words.shapes.hardly_alone(text)) and not self.words.known(text)

    def _adjective(self, tokens: list[Token], start: int, *, ranked: bool) -> bool:
        """«الوزير الضيف»، «الزعيم الدرزي X»: what is said of the holder; behind a rank («العقيد الخالدي») only where a
        given name follows."""
        after = tokens[start + 1].text if start + 1 < len(tokens) else ""
        if self.lexicon.name_particles.get(after) == "joins" or not self.words.shapes.adjective(tokens[start].text):
            return False
        return (not ranked or after in self.lexicon.given_names) and not self.bounds.begins(tokens, start)

    def _behind_high(self, tokens: list[Token], start: int) -> TokenSpan | None:
        """«المسؤول الكوري الشمالي الكبير، كيم يونغ تشول»: the name behind the rank of an official."""
        after = start + 1
        if after < len(tokens) and tokens[after].text in COMMAS:
            after += 1
        if after + 1 >= len(tokens) or self.bounds.ends_at(tokens, after):
            return None
        return self._by_rule(tokens, after, after, titled=True, ranked=False, stated=True)

    def _of_three(self, tokens: list[Token], start: int) -> bool:
        """«بان كي مون»: a Korean name, whatever its syllables mean."""
        words = [t.text for t in tokens[start : start + 3]]
        return len(words) == 3 and words[0] in self.grammar.korean_family and words[2] in self.grammar.korean_last

    # -- runs --------------------------------------------------------------------------------------------------

    def _run(self, tokens: list[Token], start: int, *, titled: bool, lenient: bool) -> list[str]:
        """A class for each word from ``start`` on that may belong to a name: name, glue, plain or family; none at all
        where the first is plain, unless ``lenient``."""
        out: list[str] = []
        j = start
        while j < len(tokens) and j - start < LONGEST:
            kind = self._kind(tokens, j, start, out, titled=titled or j > start)
            if kind is None or (kind == "plain" and not out and not lenient):
                break
            out.append(kind)
            j += 1
        return out

    def _kind(self, tokens: list[Token], j: int, start: int, before: list[str], *, titled: bool) -> str | None:
        text = tokens[j].text
        particle = self.bounds.particle(tokens, j)
        bracketed = text == ")" and len(before) == 1 and start > 0 and tokens[start - 1].text == "("
        if bracketed and j + 1 < len(tokens) and self.words.is_name(tokens[j + 1].text, titled=True):
            return "glue"  # the agencies' «(فلاديمير) بوتين»
        if before and self._doctor(tokens, j + (text in self.grammar.and_)):
            return None  # «الوزير X د. Y»، «X ود. Y»: the next person's
        initial = tokens[j - 1].text if text == "." and before else text
        if before and len(initial) == 1 and initial.isalpha() and (text == "." or self._point(tokens, j + 1)):
            return "glue"  # «ويليام ج. بيرنز»
        if len(before) > 2 and tokens[j - 1].text == "." and text.isalpha():
            return "name"  # «جورج م. ويكهام»: no conjunction
        lexicon = self.lexicon
        if self.bounds.joined_to_quote(tokens, j):
            return None
        if before and latin(text) and text.isalpha() and not latin(tokens[start].text):
            return None  # «الأدميرال غويلو admiral Guillou»: the same once more
        if len(before) == 2 and tokens[start].text in self.grammar.korean_family and text in self.grammar.korean_last:
            return "name"  # «مون جاي إن»
        if len(before) > 1 and "name" in before and (text in self.grammar.kin_of or self.words.outlasts(text)):
            return None
        joined = before and self.bounds.particle(tokens, j - 1) == "joins" and text.isalpha()
        if titled and self.parts.fathered(tokens, j):
            return "name"
        if 0 < len(before) < 4 and self.parts.last_of_foreigner(tokens, start, j):
            return "name"  # «خورخي مونتيرو لايسر رئيس …»
        if len(before) > 1 and self.parts.after_glue(tokens, j):
            return "name"  # «استيفانو دل كول على رأس …»
        if joined and (particle or text not in lexicon.function_words) and not self.bounds.goes_on(tokens, j):
            kunya = tokens[j - 1].text in self.grammar.kunya
            return None if kunya and len(before) > 1 and self.bounds.next_office(tokens, j) else "name"
        if (
            particle == "joins"
            and before
            and self.bounds.nothing_joined(tokens, j + 1, kunya=text in self.grammar.kunya)
        ):
            return "name"  # «شينزو آبي في …»
        if particle == "opens" and not before:
            return "name" if titled and start == j and self._opens(tokens, j) else None
        if particle in {"joins", "inside"} or (particle == "after" and before):
            return "glue"
        if before and tokens[j - 1].text in lexicon.foreign_names and self._looks_definite(tokens, j):
            return "name"
        if before == ["name"] and tokens[j - 1].text in lexicon.foreign_names and self._of_foreigner(tokens, j):
            return "name"
        if before == ["name"] and tokens[j - 1].text in lexicon.foreign_names and self.parts.place_as_family(tokens, j):
            return "name"
        if before and text in lexicon.surnames and not self.bounds.is_role(tokens, j):
            return "name"  # «يوسف الشاهد»، whatever else the word means
        if before and (self.parts.of_god(tokens, j) or self.parts.son_of(tokens, j)):
            return "name"
        if len(before) > 1 and self.parts.family_of_official(tokens, j):
            return "name"
        if particle == "homograph":  # علي is also the preposition على: a name where a name follows it
            if before and (j + 1 >= len(tokens) or tokens[j + 1].is_mark):
                return "name"
            after = tokens[j + 1].text if j + 1 < len(tokens) else ""
            day = after in self.grammar.beside_verb or after in lexicon.weekdays
            day = day and after not in self.grammar.that
            if len(before) > 1 and day and text in self.grammar.about:
                return "name"  # «دفع الله الحاج علي اليوم …»
            ranked = start > 0 and lexicon.honorifics.at(tokens, start - 1) is not None
            if len(before) == 1 and ranked and lexicon.heads.at(tokens, j + 1, clitics=False):
                return "name"  # «القاضي حاتم علي وزير …»: one word alone is hardly a name
            follows = after != "" and self.words.is_name(after, titled=True)
            follows = follows and not self.bounds.phrase_begins(tokens, j + 1)
            if follows and (not before or self._family_told(tokens, start, j - start)):  # «أكد الباجي قائد على عراقة»
                single = not before and not after.endswith(tuple(self.grammar.plural_ends))  # «شدد الوزير على عبارات»
                follows = single or self.words.known(after)
            # «علي أكبر صالحي», «صباح الخالد»: names that are also plain words
            follows = follows or (j + 2 < len(tokens) and self._given_before_name(tokens, j + 1))
            family = bool(before) and (after in lexicon.surnames or self.parts.family_of_official(tokens, j + 1))
            return "name" if titled and (follows or family) else None
        if titled and (
            self._given_before_name(tokens, j) or (not before and self.parts.of_god(tokens, j, before=False))
        ):
            return "name"
        if before and (self.parts.is_city_in_name(tokens, j) or self.parts.last_given(tokens, j)):
            return "name"
        if before and (
            self.parts.honorific_in_name(tokens, start, j)
            or (before == ["name"] and self.parts.office_as_family(tokens, j))
        ):
            return "name"
        if self.bounds.is_stop(tokens, j, start) or (before and text in self.grammar.kin_of):
            return self._family(tokens, j, start)
        if self.words.is_name(text, titled=titled):
            return None if before and self._feminine(tokens, j) else "name"
        if self.grammar.definite(text):
            foreign = len(before) > 1 and tokens[start].text in lexicon.foreign_names and not self.words.known(text)
            return None if foreign else self._family(tokens, j, start)  # «شينزو آبي التعبير»
        if before == ["name"] and (self.parts.shaped_and_last(tokens, j) or self.parts.looks_joined(tokens, j)):
            return "name"  # «تينا إنتلمان.»: of another language, though it looks like a verbal noun
        if before and self.words.inflected(text):
            return None  # «فلاديمير بوتين دعمه الكامل»
        if before and not self.words.known(text) and self.words.hides_plain_word(text, titled=True):
            return None  # «دونالد ترامب بحلول مايو»، «بوتين بشكل غريب»
        return "plain" if text in self.lexicon.common_words or self.parts.town(tokens, j) else None

    def _looks_definite(self, tokens: list[Token], j: int) -> bool:
        """«جون مارك فالكون على رأس …»: ف and the article, by its letters, behind a foreign given name."""
        text, grammar = tokens[j].text, self.grammar
        looks = any(text.startswith(then + article) for then in grammar.then for article in grammar.article)
        if not looks or self.lexicon.common_words.get(text, 0) >= RARE:
            return False
        return self.bounds.ends_at(tokens, j + 1) or tokens[j + 1].text in self.lexicon.function_words

    def _of_foreigner(self, tokens: list[Token], j: int) -> bool:
        """«مايك والتز في …»، «ألكسندر فولين وزير …»: one word behind a foreign given name, known to no table as it is
        or without its first letter, where nothing of a name can follow."""
        text, lexicon = tokens[j].text, self.lexicon
        known = (lexicon.common_words, lexicon.function_words, lexicon.office_words)
        if len(text) < 4 or not text.isalpha() or text in self.grammar.kin_of or self._next_person(text):
            return False
        theirs = text.startswith(tuple(self.grammar.for_)) and text[1:] in lexicon.given_names  # «وليام لعباس»
        if theirs or any(w in table for w in (text, text[1:]) for table in known):
            return False
        if self.bounds.is_role(tokens, j) or self.words.inflected(text) or self.words.will(text):
            return False
        tables = (lexicon.heads, lexicon.honorifics, lexicon.states, lexicon.triggers, lexicon.groups, lexicon.cities)
        if any(table.at(tokens, j) for table in tables):
            return False
        after = j + 1
        closed = self.bounds.ends_at(tokens, after) or self.bounds.phrase_begins(tokens, after)
        return closed or self.bounds.goes_on(tokens, after)

    def _opens(self, tokens: list[Token], j: int) -> bool:
        """«بين X»، «غير X»: a function word that is a name of others, before one that «و» joins to none."""
        if j == 0 or j + 1 >= len(tokens):
            return False
        before, after = tokens[j - 1].text, tokens[j + 1].text
        if self.grammar.definite(after) and after not in self.lexicon.foreign_names:
            return False
        told = self.lexicon.is_office_word(before) or self.lexicon.honorifics.at(tokens, j - 1) is not None
        if not (self.lexicon.states.at(tokens, j - 1) or (self.grammar.definite(before) and told)):
            return False  # but «إلى سوريا غير بيدرسون»
        if not (self.words.is_name(after, titled=True) or after in self.lexicon.foreign_names):
            return False
        beside = any(
            self._next_person(t.text) or self.lexicon.states.at(tokens, k)
            for k, t in enumerate(tokens[j + 2 : j + _BESIDE], j + 2)
        )
        return not (beside or self.bounds.phrase_begins(tokens, j + 1))

    def _point(self, tokens: list[Token], j: int) -> bool:
        return j < len(tokens) and tokens[j].text == "."

    def _doctor(self, tokens: list[Token], j: int) -> bool:
        """«د.», «أ.د.», «أ. د.»; another letter is a name's initial («ويليام ج. بيرنز»)."""
        if not self._point(tokens, j + 1):
            return False
        doctor, alone = self.grammar.doctor, len(tokens[j].text) == 1
        return tokens[j].text in doctor or (alone and self._point(tokens, j + 3) and tokens[j + 2].text in doctor)

    def _given_before_name(self, tokens: list[Token], j: int) -> bool:
        """A word of the table of given names, whatever else it means, is one where بن or a sure name follows."""
        lexicon = self.lexicon
        text = tokens[j].text
        addressed = self.parts.addressed(tokens, j)
        if addressed or text not in lexicon.given_names or j + 1 >= len(tokens):
            return addressed
        address = lexicon.honorifics.at(tokens, j, clitics=False)
        if address and (address.last > j + 1 or self.grammar.definite(text) or not address.value.office):
            return False  # but «، رائد الصالح، …»: a rank without the article is also a name
        after = tokens[j + 1].text
        if lexicon.name_particles.get(after) == "joins":
            return True
        if text in lexicon.function_words or after in lexicon.function_words:
            return False
        sure = after in lexicon.name_words or (after in lexicon.given_names and after not in lexicon.common_words)
        sure = sure or after in lexicon.surnames
        plain = after in lexicon.common_words or self.grammar.definite(after) or text in lexicon.events
        plain = plain or self.words.hides_plain_word(text, titled=True)  # «الناطق باسمه X»
        plain = plain or (after.startswith((*self.grammar.by, *self.grammar.for_)) and not self.words.known(after))
        sure = sure or (not plain and self.words.is_name(after, titled=True))  # «سفير فلسطين أشرف دبور»
        rare = text in lexicon.possible_names and text not in lexicon.common_words
        sure = sure or (rare and after in lexicon.possible_names and after not in lexicon.common_words)  # «حافظ مرسال»
        if text in lexicon.foreign_names:
            sure = sure or self.words.is_name(after, titled=True)  # «آلن بوبوجيا»
            rare = text not in lexicon.common_words and self.parts.rare_and_last(tokens, j + 1)
            sure = sure or rare  # «هايكو ماس حول …»
        if j and self.grammar.definite(tokens[j - 1].text) and lexicon.honorifics.at(tokens, j - 1):
            # «اللواء رائد الفاعوري»: a second rank has the article too; «العميد أشرف كامل»: nor does a verb follow one
            sure = sure or after in lexicon.given_names or self.words.is_name(after, titled=True)
        return sure and not self.bounds.phrase_begins(tokens, j + 1)

    def begins_plainly(self, tokens: list[Token], j: int) -> bool:
        """Whether a given name that is also another word stands before a family name (الصديق الصور)."""
        surnames = self.lexicon.surnames
        after = tokens[j + 1].text if j + 1 < len(tokens) else ""
        known = after in surnames or (after in self.lexicon.possible_names and after not in self.lexicon.common_words)
        address = after != "" and self.lexicon.honorifics.at(tokens, j + 1, clitics=False) is not None
        family = known and not address and tokens[j].text not in surnames
        return family and not self.bounds.phrase_begins(tokens, j)

    def _family(self, tokens: list[Token], j: int, start: int) -> str | None:
        """A family name that looks like a demonym or a plain word with the article: محمد السوداني، الحبيب الصيد."""
        text = tokens[j].text
        lexicon = self.lexicon
        joining = sum(self.bounds.particle(tokens, k) == "joins" for k in range(start, j))
        fathers = any(t.text in self.grammar.son for t in tokens[start:j])
        depth = j - start - joining  # names before it: «عبد العزيز» is one
        if depth < 1 or not text.startswith(tuple(self.grammar.article)) or len(text) <= 4:
            return None
        if depth > 2 and not fathers:
            return None
        named = text in lexicon.surnames or (depth == 2 and self.parts.before_post(tokens, start, j))
        named = named or self.parts.of_origin(tokens, j, start)
        if text in lexicon.function_words or (text in lexicon.office_words and not named):
            return None
        if text in lexicon.events or (
            not self.words.known(text) and self.grammar.verbal_noun_shaped(self.grammar.bare(text))
        ):
            return None  # «عبدالله بن سعد الاحتفال الذي …»
        demonym = lexicon.states.at(tokens, j, clitics=False)
        if demonym:
            return "family" if demonym.value.kind == "demonym" and demonym.last == j + 1 and depth <= 2 else None
        if self.bounds.phrase_begins(tokens, j) or text.endswith(tuple(self.grammar.feminine)):
            return None
        first = tokens[start].text
        given = joining > 0 or first in lexicon.given_names or first in lexicon.name_words
        ends = j + 1 >= len(tokens) or tokens[j + 1].is_mark or self._there(tokens[j + 1].text)
        office = not ends and lexicon.heads.at(tokens, j + 1, clitics=False) is not None
        if given and (ends or office) and (depth == 1 or (fathers and ends)):
            return "family"
        seldom = lexicon.common_words.get(text, 0) < FREQUENT
        if given and depth == 1 and seldom and not ends and self.bounds.goes_on(tokens, j + 1):
            return "family"  # «عبدالرحمن النجم والدكتور …»
        if given and ends and depth <= 2 and lexicon.common_words.get(text, 0) < FREQUENT:
            return "family"  # «زياد هب الريح، …»
        if depth == 2 and given and office and tokens[j - 1].text in lexicon.given_names:
            return "family"
        if depth > 1 or lexicon.common_words.get(text, 0) >= RARE:
            return None
        return "family" if given or not self.grammar.definite(first) else None

    def _there(self, text: str) -> bool:
        """«بمقر»، «بقصر»: where somebody is."""
        places = self.grammar.building | self.grammar.his_place
        return any(text.startswith(by) and text.removeprefix(by) in places for by in self.grammar.by)

    def _feminine(self, tokens: list[Token], j: int) -> bool:
        """A noun in the feminine that goes on (متابعة …), not a family name (المعايطة، طراونة)."""
        text = tokens[j].text
        known = text in self.lexicon.name_words or text in self.lexicon.possible_names
        if known or self.grammar.definite(text) or len(text) < 4:
            return False
        closed = j + 1 >= len(tokens) or tokens[j + 1].is_mark or self.bounds.phrase_begins(tokens, j + 1)
        closed = closed or tokens[j + 1].text in self.lexicon.function_words  # «رودولف موجيه في …»
        closed = closed or self.bounds.goes_on(tokens, j + 1)  # «هانا تيتيه وبحثا …»
        closed = closed or self._next_person(tokens[j + 1].text)
        # «وزيرا النقل أنيس غديرة والصناعة …»: the portfolio of the next one
        closed = closed or (text not in self.lexicon.common_words and self.bounds.next_portfolio(tokens[j + 1].text))
        return text.endswith(tuple(self.grammar.feminine)) and not closed

    def _next_person(self, text: str) -> bool:
        """«جيسون غرينبلات وجاريد …»: «و» and a name."""
        rest = text[1:] if text.startswith(tuple(self.grammar.and_)) else ""
        return rest in self.lexicon.name_words or rest in self.lexicon.given_names

    def _cut(self, tokens: list[Token], start: int, run: list[str]) -> TokenSpan | None:
        """The part of a run that is a name: up to its last name, over at most one plain word in a row."""
        if not run:
            return None
        first_name = next((k for k, kind in enumerate(run) if kind == "name"), None)
        if first_name is None:
            return None
        if run[0] == "plain" and (first_name > 2 or self.parts.of_things(tokens, start)):
            return None
        end = 0
        for k, kind in enumerate(run):
            if kind == "plain" and k > first_name and self._is_over(tokens, start, k, run):
                break
            closing = kind == "glue" and self.bounds.particle(tokens, start + k) == "after" and end == k  # نور الدين
            if kind in {"name", "family"} or closing:
                end = k + 1
            if kind == "family":
                break
        if end < len(run) and run[end] == "plain" and self._closes(tokens, start, end):
            end += 1
        return (start, start + end) if end else None

    def _is_over(self, tokens: list[Token], start: int, k: int, run: list[str]) -> bool:
        """A plain word at ``k`` belongs to no name: two of them in a row, one behind a family name with the article
        («السيسي طلب»), or one that leads from two names to a word that no table knows («دونالد ترامب يده برفق»)."""
        if k + 1 < len(run) and run[k + 1] == "plain":
            return True
        if self._family_told(tokens, start, k):
            return True
        return k > 1 and k + 1 < len(run) and run[k + 1] == "name" and not self.words.known(tokens[start + k + 1].text)

    def _family_told(self, tokens: list[Token], start: int, k: int) -> bool:
        """The word before ``k`` is a family name with the article, behind which no plain word is one."""
        last = tokens[start + k - 1].text
        return self.grammar.definite(last) and (k > 1 or last in self.lexicon.surnames)

    def _closes(self, tokens: list[Token], start: int, end: int) -> bool:
        """A plain word ends a name of one word where nothing else can follow: «اللواء عباس كامل، …»."""
        after = start + end + 1
        last = tokens[start + end].text
        if self._family_told(tokens, start, end) or (end > 1 and tokens[start].text in self.lexicon.foreign_names):
            return False  # «أنجيلا ميركل تدعو، …»
        plain = self.words.inflected(last) or self.words.will(last) or self.words.hides_plain_word(last, titled=True)
        if end > 2 or len(last) < 2 or plain or last in self.lexicon.events:
            return False
        if after >= len(tokens) or tokens[after].is_mark or self.bounds.phrase_begins(tokens, after):
            return True
        if self.bounds.goes_on(tokens, after) or self._there(tokens[after].text):
            return True
        # «كريستوفر راي بشأن …»: a given name alone is hardly a name
        return end == 1 and tokens[start].text in self.lexicon.given_names and self._no_more(tokens, start + 1)

    def _no_more(self, tokens: list[Token], j: int) -> bool:
        """Behind the plain word at ``j``, which is no verb known here, a function word stands."""
        lexicon = self.lexicon
        if lexicon.triggers.at(tokens, j) or lexicon.events.at(tokens, j) or self.grammar.definite(tokens[j].text):
            return False
        return tokens[j + 1].text in lexicon.function_words
