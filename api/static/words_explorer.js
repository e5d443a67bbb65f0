// The words of the explorer alone.

import { addWords } from "./words.js";

addWords({
  ar: {
    lines: "الصلات", nodes: "الأطراف", size: "الأطراف المعروضة", filters: "شروط", types: "النوع", allTypes: "كل الأنواع",
    status: "الحال", any: "تمّ أو مقرَّر", min_confidence: "أدنى ثقة", min_weight: "أقل لقاءات للصلة", include_undated: "مع ما لا تاريخ له",
    clear: "أزل الشروط كلها", removeFilter: "أزل الشرط: {filter}", export: "نزّل", exportHint: "الشبكة بهذه الشروط، ومع كل صلة جملٌ ترويها. الملف بترتيب ثابت لنسخة البيانات نفسها.",
    share: "شارك", shareTitle: "رابط هذا العرض", shareHint: "يعيد الرابط الشبكة نفسها: المركز والشروط والمدة والمختار والموضع واللغة.", copy: "انسخ", copied: "نُسخ.", notCopied: "لم يُنسخ؛ انسخه بنفسك.", close: "أغلق",
    theme: "فاتح أو داكن", zoomIn: "كبّر", zoomOut: "صغّر", fit: "أظهر الكل", allTime: "كل المدة", from_: "من شهر", to_: "إلى شهر", timeline: "اللقاءات عبر الزمن",
    undatedCount: "وبلا تاريخ: {n}", legendCountries: "الدول (لون العقدة)", legendTopics: "الموضوع الرئيس (لون الخط)", legendKinds: "الأشكال", legendSize: "الحجم: عدد اللقاءات", others_: "غيرها",
    listTitle: "الصلات، الأقوى أولًا", listHint: "كل ما في الرسم، كقائمة.", listFilter: "ابحث في القائمة", back: "عُد إلى القائمة", nodesTitle: "الأطراف", linksOf: "صلاته في هذه الشبكة", moreRows: "أظهر المزيد ({n})",
    evidence: "اللقاءات", pairPage: "صفحة الطرفين", entityPage: "صفحته", countryPage: "صفحة الدولة", settling: "تُرتَّب الشبكة…", shownNodes: "{nodes} و{edges}",
    drawnHint: "الرسم: أسهم لوحة المفاتيح تنقل من طرف إلى طرف، وإدخال يفتح. القائمة تحوي كل ما فيه.", withoutLibrary: "رسم مبسّط: لم تُجلب مكتبة الرسم، فلا تُعرض إلا {n} طرفًا ولا تكبير.",
    correct: "اقترح تصحيحًا", correctTitle: "اقتراح تصحيح", correctHint: "لا يُرسل من هنا شيء. انسخ النص وأرسله إلى من يدير هذه الخدمة؛ ومن معه رمز الكتابة يستطيع تسجيله في رسم التصحيحات بالاستعلام أدناه.",
    correctWhat: "ما الخطأ؟", correctNote: "اكتب الصواب، ومصدره إن أمكن", correctReport: "نص الاقتراح", correctUpdate: "لمن معه رمز الكتابة: SPARQL Update إلى \u2066/update\u2069", correctUpdateHint: "يسجّل ملاحظة تظهر في صفحته، ولا يغيّر شيئًا آخر.",
    startWith: "ابدأ بأحد هؤلاء", record: "كل ما سُجّل عنه", wrong_event: "ليس لقاءً، أو لم يتم", wrong_party: "طرف خطأ أو ناقص", wrong_identity: "شخصان في واحد، أو واحد في اثنين", wrong_name: "الاسم أو طريقة كتابته", wrong_office: "المنصب أو الدولة", wrong_date: "التاريخ أو المكان", wrong_topic: "الموضوع", wrong_other: "غير ذلك",
    reports: "ترويه {n}", n_articles: { zero: "لا مقالات", one: "مقالة واحدة", two: "مقالتان", few: "{n} مقالات", many: "{n} مقالة", other: "{n} مقالة" },
    n_nodes: { zero: "لا أطراف", one: "طرف واحد", two: "طرفان", few: "{n} أطراف", many: "{n} طرفًا", other: "{n} طرف" },
    n_edges: { zero: "لا صلات", one: "صلة واحدة", two: "صلتان", few: "{n} صلات", many: "{n} صلة", other: "{n} صلة" },
    f_json: "JSON: كما تشرحه OpenAPI", f_cytoscape: "JSON لـ Cytoscape.js", f_nodelink: "JSON لـ networkx", f_graphml: "GraphML", f_gexf: "GEXF لـ Gephi", f_csv: "CSV: جدول الصلات", f_jsonld: "JSON-LD", f_svg: "صورة SVG", f_png: "صورة PNG كما تراها",
    otherSpellings: "وتُكتب أيضًا", host: "مضيف", guest: "ضيف",
  },
  en: {
    lines: "Links", nodes: "Parties", size: "Parties shown", filters: "Filters", types: "Type", allTypes: "All types",
    status: "Status", any: "held or planned", min_confidence: "Least confidence", min_weight: "Fewest encounters of a link", include_undated: "also those without a date",
    clear: "Clear all filters", removeFilter: "Remove the filter: {filter}", export: "Export", exportHint: "The network under these filters, with sentences for each link. Same data version, same bytes.",
    share: "Share", shareTitle: "A link to this view", shareHint: "The link restores the same network: centre, filters, period, selection, position and language.", copy: "Copy", copied: "Copied.", notCopied: "Not copied; please copy it by hand.", close: "Close",
    theme: "Light or dark", zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Show all", allTime: "All time", from_: "From month", to_: "To month", timeline: "Encounters over time",
    undatedCount: "Without a date: {n}", legendCountries: "Countries (colour of node)", legendTopics: "Main topic (colour of line)", legendKinds: "Shapes", legendSize: "Size: number of encounters", others_: "other",
    listTitle: "Links, the strongest first", listHint: "All that is in the drawing, as a list.", listFilter: "Search the list", back: "Back to the list", nodesTitle: "Parties", linksOf: "Links in this network", moreRows: "Show more ({n})",
    evidence: "Encounters", pairPage: "Page of the pair", entityPage: "Its page", countryPage: "Country page", settling: "Arranging the network…", shownNodes: "{nodes} and {edges}",
    drawnHint: "Drawing: arrow keys lead from party to party, Enter opens. The list holds all of it.", withoutLibrary: "A plainer drawing: the drawing library was not brought, so at most {n} parties and no zoom.",
    correct: "Propose a correction", correctTitle: "Propose a correction", correctHint: "Nothing is sent from here. Copy the text and send it to whoever runs this service; who holds the token can record it in the curators' graph with the update below.",
    correctWhat: "What is wrong?", correctNote: "What is right, with a source if you can", correctReport: "Text of the proposal", correctUpdate: "For who holds the token: SPARQL Update for /update", correctUpdateHint: "It records a note, which the page of the thing shows; it changes nothing else.",
    startWith: "Begin with one of these", record: "All that is recorded of it", wrong_event: "Not an encounter, or it did not happen", wrong_party: "A party is wrong or missing", wrong_identity: "Two persons in one, or one in two", wrong_name: "The name or its spelling", wrong_office: "Office or state", wrong_date: "Date or place", wrong_topic: "Topic", wrong_other: "Something else",
    reports: "told by {n}", n_articles: { one: "one article", other: "{n} articles" },
    n_nodes: { one: "one party", other: "{n} parties" }, n_edges: { one: "one link", other: "{n} links" },
    f_json: "JSON: as OpenAPI describes it", f_cytoscape: "JSON for Cytoscape.js", f_nodelink: "JSON for networkx", f_graphml: "GraphML", f_gexf: "GEXF for Gephi", f_csv: "CSV: table of the links", f_jsonld: "JSON-LD", f_svg: "SVG picture", f_png: "PNG picture, as you see it",
    otherSpellings: "also written", host: "host", guest: "guest",
  },
});
