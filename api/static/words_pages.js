// The words of the pages of a pair, of a country, of the embedded network and of the page that tells how to embed it.

import { addWords } from "./words.js";

addWords({
  ar: {
    pair: "صلة طرفين", filters: "شروط", type: "النوع", clearFilters: "أزل الشروط",
    chooseFirst: "ابحث عن شخص أو دولة أو منظمة، ثم اختر من التقاه.", chooseOther: "اختر الطرف الآخر من القائمة، أو ابحث عنه.",
    counterparts: "من التقاهم، الأكثر أولًا", changeOne: "بدّل {name}", network: "شبكة {name}", pageOf: "بيانات {name}", countryPage: "صفحة {name}",
    timeline: "اللقاءات عبر الزمن", topicsHere: "الموضوعات", typesHere: "أنواع اللقاءات", undatedToo: "{n} لا يُعرف تاريخها بهذه الدقة، ليست في الرسم.", chartCut: "ما قبل ذلك محذوف من الرسم.",
    chartHint: "اختر عمودًا لترى لقاءاته وحدها.", asTable: "الرسم كجدول", period: "الفترة", month: "شهر",
    detour: "من يصل بينهما", detourHint: "أقوى الطرق من أحدهما إلى الآخر. كل عدد يفتح لقاءات الطرفين حوله.", step: "لقاءات {one} و{other}: {n}",
    topicsOverTime: "الموضوعات عبر الزمن", allTogether: "كل اللقاءات", fewerTopics: "الأكثر فقط", moreTopics: "كل الموضوعات ({n})",
    matrix: "من التقى من", matrixHint: "الصفوف مسؤولو {name}، والأعمدة من التقوهم. كل رقم عدد لقاءات، ويفتح صفحة الصلة.",
    matrixCut: "الجدول مقصوص: أكثرهم نشاطًا فقط.", matrixRows: "مسؤولو {name}", stateItself: "{name} كلها", latest: "أحدث اللقاءات",
    chooseCountry: "الدول التي في الرسم، الأكثر لقاءات أولًا", askIt: "اسأل عنه في SPARQL",
    summary: "{name}: {count}، من {first} إلى {last}", samePair: "الطرفان واحد: اختر طرفًا آخر.", cell: "{row} – {column}: {count}", bar: "{period}: {count}",
    series: "{name}: {count}؛ الأكثر في {period} ({most})", nothingDated: "لا لقاءات مؤرَّخة هنا.", openFull: "افتحها في روابط",
   
    embedTitle: "شبكة لقاءات في صفحتك", embedIntro: "تُعرض شبكة أي شخص أو دولة أو منظمة داخل صفحة ويب أخرى، بسطر واحد. كل خط فيها يفتح الجملة التي يقوم عليها.",
    embedWho: "شبكة مَن؟", embedLanguage: "اللغة", embedTheme: "الألوان", themeAuto: "كما عند القارئ", themeLight: "فاتحة", themeDark: "داكنة", embedNodes: "أكثر العقد",
    embedPreview: "كما ستظهر", embedFrame: "بإطار، دون جافاسكربت", embedModule: "بوحدة جافاسكربت", embedData: "بياناتها وحدها",
    embedModuleHint: "الوحدة صغيرة ولا تعتمد على شيء. mount يضع الإطار ويخبرك بما يختاره القارئ، وego يأتي بالشبكة نفسها لترسمها كما تشاء.",
    embedTerms: "ما يقبله العنوان", embedParameter: "المَعلمة", embedMeaning: "معناها",
    p_id: "معرّف الطرف، كما في عنوان صفحته", p_lang: "ar أو en؛ وإلا فالعربية", p_theme: "light أو dark؛ وإلا فكما عند القارئ", p_depth: "1 أو 2: صلاته وحدها، أو صلات صلاته أيضًا",
    p_dates: "يوم أول ويوم أخير، مثل 2024-01-31", p_topic: "رمز موضوع من /api/v1/topics", p_nodes: "أكثر العقد عددًا، من 2 إلى 60",
    lastTold: "آخر ما اختاره القارئ في الإطار", nothingYet: "لا شيء بعد: اختر خطًّا أو عقدة أعلاه.", ofThem: "{shown} من {all}",
    n_reports: { zero: "", one: "خبر آخر", two: "خبران آخران", few: "{n} أخبار أخرى", many: "{n} خبرًا آخر", other: "{n} خبر آخر" },
  },
  en: {
    pair: "Two parties", filters: "Conditions", type: "Type", clearFilters: "Drop the conditions",
    chooseFirst: "Search for a person, state or organisation, then choose whom they met.", chooseOther: "Choose the other party from the list, or search for it.",
    counterparts: "Whom they met, the most often first", changeOne: "Change {name}", network: "Network of {name}", pageOf: "Data about {name}", countryPage: "Page of {name}",
    timeline: "Encounters over time", topicsHere: "Topics", typesHere: "Types of encounters", undatedToo: "{n} without a date known so precisely, not in the chart.", chartCut: "Earlier periods are left out of the chart.",
    chartHint: "Choose a bar to see its encounters alone.", asTable: "The chart as a table", period: "Period", month: "month",
    detour: "Who links them", detourHint: "The strongest ways from one to the other. Each number opens the encounters of the two around it.", step: "Encounters of {one} and {other}: {n}",
    topicsOverTime: "Topics over time", allTogether: "All encounters", fewerTopics: "Only the most frequent", moreTopics: "All topics ({n})",
    matrix: "Who meets whom", matrixHint: "Rows are officials of {name}, columns are whom they met. Each number counts encounters and opens the page of the two.",
    matrixCut: "The table is cut: only the most active are shown.", matrixRows: "Officials of {name}", stateItself: "{name} as a whole", latest: "Latest encounters",
    chooseCountry: "The states of the graph, those with most encounters first", askIt: "Ask about it in SPARQL",
    summary: "{name}: {count}, {first} to {last}", samePair: "Both are the same: choose another party.", cell: "{row} – {column}: {count}", bar: "{period}: {count}",
    series: "{name}: {count}; most in {period} ({most})", nothingDated: "No dated encounters here.", openFull: "Open in Rawabit",
   
    embedTitle: "A network of encounters in your page", embedIntro: "Show the network of any person, state or organisation inside another web page, with one line. Each of its lines opens the sentence that it stands on.",
    embedWho: "Whose network?", embedLanguage: "Language", embedTheme: "Colours", themeAuto: "as the reader has it", themeLight: "light", themeDark: "dark", embedNodes: "Most nodes",
    embedPreview: "As it will look", embedFrame: "As a frame, without JavaScript", embedModule: "By a JavaScript module", embedData: "Its data alone",
    embedModuleHint: "The module is tiny and depends on nothing. mount puts the frame there and tells you what the reader chooses; ego brings the network itself, to be drawn your way.",
    embedTerms: "What the address takes", embedParameter: "Parameter", embedMeaning: "Meaning",
    p_id: "Id of the party, as in the address of its page", p_lang: "ar or en; Arabic unless told", p_theme: "light or dark; else as the reader has it", p_depth: "1 or 2: direct links alone, or those of the neighbours too",
    p_dates: "First and last day, such as 2024-01-31", p_topic: "Code of a topic of /api/v1/topics", p_nodes: "Most nodes, 2 to 60",
    lastTold: "What the reader last chose in the frame", nothingYet: "Nothing yet: choose a line or a node above.", ofThem: "{shown} of {all}",
    n_reports: { one: "one more report", other: "{n} more reports" },
  },
});
