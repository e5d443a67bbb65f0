// The words of the pages in both languages, and how numbers, dates and names are written in each.

const WORDS = {
  ar: {
    brand: "روابط", title: "روابط: من التقى من", skip: "إلى التفاصيل", searchLabel: "ابحث عن شخص أو دولة أو منظمة",
    suggestions: "اقتراحات", sparql: "استعلام SPARQL", countries: "الدول", embedding: "للمواقع", theme: "فاتح أو داكن", loading: "لحظة…", depth: "المدى", topic: "الموضوع",
    allTopics: "كل الموضوعات", since: "من", until: "إلى", graph: "شبكة اللقاءات", download: "نزّل الشبكة:",
    asList: "الشبكة كقائمة", nothingFound: "لا نتيجة. جرّب جزءًا من الاسم.", makeCenter: "اجعله مركز الشبكة",
    noEdges: "لا لقاءات هنا بهذه الشروط.", encounters: "اللقاءات", choose: "اختر خطًّا في الشبكة لتقرأ اللقاءات التي يمثّلها، مع الجملة التي ترويها.",
    source: "المصدر", confidence: "الثقة", held: "تمّ", planned: "مقرَّر", undated: "بلا تاريخ", more: "المزيد",
    Person: "شخص", UnnamedOfficial: "مسؤول لم يُسمَّ", State: "دولة", Organisation: "منظمة", center: "المركز",
    truncated: "الشبكة مقصوصة: عُرضت {shown} من الصلات المباشرة الـ{all}، الأقوى أولًا.", truncatedDeep: "الشبكة مقصوصة: بعض الأطراف لها صلات لم تُعرض.",
    version: "نسخة البيانات", failed: "تعذّر ذلك: ", others: "{n} آخرون", attendees: "الحضور", from: "عن", published: "نُشر",
    run: "نفّذ", query: "الاستعلام", examples: "أمثلة", result: "النتيجة", rows: "عدد الصفوف {n}", tookTime: "في {n} ث", chooseExample: "اختر مثالًا…",
    sparqlTitle: "استعلام SPARQL", sparqlIntro: "استعلامات القراءة فقط. الرسم الافتراضي هو اتحاد كل الرسوم. البادئات \u2066rw:\u2069 و\u2066id:\u2069 و\u2066topic:\u2069 وغيرها معروفة.",
    downloadAs: "نزّل:", explorer: "المستكشف", running: "جارٍ التنفيذ…", empty: "النسخة المنشورة لا تحوي لقاءات بعد.",
    openQuery: "افتح الاستعلام ونفّذه", explain: "اشرح الاستعلام", explained: "كيف سيُنفَّذ الاستعلام", queriesApi: "الاستعلامات الجاهزة كعناوين", anyOne: "أيّ قيمة",
    limits: "للاستعلام الواحد {seconds} ثانية، وللجواب {rows} صف و{mib} ميغابايت على الأكثر؛ ما زاد على ذلك خطأ واضح، ولا يُقصّ شيء في صمت.",
    noAnswer: "لم يصل جواب من الخدمة. تحقّق من الاتصال وحاول مرة أخرى.", noWarnings: "لا تحذيرات.", patterns: "الأنماط الثلاثية",
    patternsHint: "عدد الرباعيات التي تطابق كل نمط وحده. المحرّك يختار ترتيب الربط بنفسه.", pattern: "النمط", quads: "الرباعيات", algebra: "الجبر",
    table: "جدول", response: "الجواب كما هو", simpleView: "عرض مبسّط", ellipsis: "اختصار الطويل", pageSize: "صفوف الصفحة:", filterRows: "ابحث في النتائج",
    rowsShown: "من _START_ إلى _END_ من أصل _TOTAL_", noRows: "لا صفوف.",
    meeting: "لقاء", call: "اتصال", visit: "زيارة", session: "دورة أو مؤتمر", signing: "توقيع",
    n_encounters: { zero: "لا لقاءات", one: "لقاء واحد", two: "لقاءان", few: "{n} لقاءات", many: "{n} لقاءً", other: "{n} لقاء" },
  },
  en: {
    brand: "Rawabit", title: "Rawabit: who met whom", skip: "To the details", searchLabel: "Search for a person, state or organisation",
    suggestions: "Suggestions", sparql: "SPARQL", countries: "Countries", embedding: "For websites", theme: "Light or dark", loading: "One moment…", depth: "Depth", topic: "Topic",
    allTopics: "All topics", since: "From", until: "To", graph: "Network of encounters", download: "Download the network:",
    asList: "The network as a list", nothingFound: "Nothing found. Try a part of the name.", makeCenter: "Make this the centre",
    noEdges: "No encounters under these conditions.", encounters: "Encounters", choose: "Choose a line of the network to read the encounters it stands for, with the sentence that tells of each.",
    source: "Source", confidence: "Confidence", held: "held", planned: "planned", undated: "no date", more: "More",
    Person: "person", UnnamedOfficial: "official, not named", State: "state", Organisation: "organisation", center: "centre",
    truncated: "The network is cut: {shown} of {all} direct links are shown, the strongest first.", truncatedDeep: "The network is cut: some parties have links that are not shown.",
    version: "Data version", failed: "That failed: ", others: "{n} more", attendees: "Present", from: "for", published: "published",
    run: "Run", query: "Query", examples: "Examples", result: "Result", rows: "{n} rows", tookTime: "in {n} s", chooseExample: "Choose an example…",
    sparqlTitle: "SPARQL query", sparqlIntro: "Read-only queries. The default graph is the union of all graphs. The prefixes rw:, id:, topic: and others are known.",
    downloadAs: "Download:", explorer: "Explorer", running: "Running…", empty: "The published version holds no encounters yet.",
    openQuery: "Open and run the query", explain: "Explain the query", explained: "How the query will be evaluated", queriesApi: "Named queries as addresses", anyOne: "any",
    limits: "A query may take {seconds} seconds and an answer {rows} rows and {mib} MiB at most; beyond that is a clear error, nothing is cut silently.",
    noAnswer: "No answer came from the service. Check the connection and try again.", noWarnings: "No warnings.", patterns: "Triple patterns",
    patternsHint: "How many quads match each pattern by itself. The engine chooses the order of joins.", pattern: "Pattern", quads: "Quads", algebra: "Algebra",
    table: "Table", response: "Response", simpleView: "Simple view", ellipsis: "Shorten", pageSize: "Rows a page:", filterRows: "Filter the rows",
    rowsShown: "_START_ to _END_ of _TOTAL_", noRows: "No rows.",
    meeting: "meeting", call: "call", visit: "visit", session: "session or conference", signing: "signing",
    n_encounters: { one: "one encounter", other: "{n} encounters" },
  },
};

// Words that one page alone needs, from a file of its own.
export function addWords(more) {
  for (const [name, words] of Object.entries(more)) Object.assign(WORDS[name], words);
}

export let language = "ar";

function remembered() {
  try { return localStorage.getItem("language"); } catch { return null; }
}

export function startLanguage() {
  const wanted = new URLSearchParams(location.search).get("lang") || remembered();
  setLanguage(wanted === "en" ? "en" : "ar");
}

export function setLanguage(next, { remember = true } = {}) {
  language = next;
  try { if (remember) localStorage.setItem("language", next); } catch { /* private mode: not remembered */ }
  document.documentElement.lang = next;
  document.documentElement.dir = next === "ar" ? "rtl" : "ltr";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = word(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
  const button = document.getElementById("language");
  if (!button) return; // an embedded network has none
  button.textContent = next === "ar" ? "English" : "العربية";
  button.lang = next === "ar" ? "en" : "ar";
}

export function word(key, values = {}) {
  let text = WORDS[language][key] ?? key;
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  return text;
}

const locale = () => (language === "ar" ? "ar-EG" : "en-GB");
export const number = (n) => new Intl.NumberFormat(locale()).format(n);
export const percent = (n) => new Intl.NumberFormat(locale(), { style: "percent" }).format(n);

export function counted(key, n) {
  const forms = WORDS[language][key];
  const form = forms[new Intl.PluralRules(locale()).select(n)] ?? forms.other;
  return form.replace("{n}", number(n));
}

// A date of any precision: 2024, 2024-05, 2024-05-01.
export function date(value) {
  if (!value) return word("undated");
  const [year, month, day] = value.split("-").map(Number);
  const shape = { year: "numeric", ...(month && { month: "long" }), ...(day && { day: "numeric" }), timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale(), { ...shape, calendar: "gregory" }).format(Date.UTC(year, (month || 1) - 1, day || 1));
}

// The label of an entity, topic or place in the language of the page, else in Arabic, else whatever there is.
export function label(thing) {
  return thing[`label_${language}`] ?? thing.label_ar ?? thing.label_en ?? thing.label ?? thing.id ?? "";
}

// Text of unknown direction inside other text: an isolate, right to left where it is Arabic.
export function isolate(text) {
  return (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? "\u2067" : "\u2066") + text + "\u2069";
}
