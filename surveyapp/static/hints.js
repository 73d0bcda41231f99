/* Rules that notice what could show who wrote a comment. They run in the browser only and ask the network
   for nothing. A person still reads every comment before it is shown: these rules miss much. */
"use strict";

window.telltales = (() => {
  const set = (words) => new Set(words.trim().split(/\s+/).map(fold));

  /* Letters of Kannada and Telugu stand where Devanagari's do; long and short i, u, e, o are told apart by few. */
  const SAME = { "ॆ": "े", "ॊ": "ो", "ी": "ि", "ू": "ु", "ळ": "ल", "ँ": "ं", "ष": "श" };
  function fold(word) {
    const letters = [...word.normalize("NFC").toLowerCase()].map((letter) => {
      const code = letter.codePointAt(0);
      const shift = code >= 0xc80 && code < 0xd00 ? 0x380 : code >= 0xc00 && code < 0xc80 ? 0x300 : 0;
      const own = String.fromCodePoint(code - shift);
      return SAME[own] || own;
    });
    return letters.join("").replace(/[\u093c\u200c\u200d]|\u094d$|['’]s$/gu, "");
  }

  // those of analysis/data/redaction/names.yaml, and more
  const NAMES = set(`
    abdul abhijit abhishek acharya agarwal aggarwal agrawal ahmed ahuja aishwarya akash ali alok amit amita
    anand ananya anil aniruddha anita anjali anjana ankit ansari anthony anu archana arjun arora arun aruna
    arvind asha ashish ashok ashwini babu bajpai bala balaji banerjee bansal basavaraj basu bhaskar bhat bhatia
    bhatt bhattacharya bhavani bhavesh bhide bhosale bisht bose chaitra chakraborty chandra chandrasekhar
    chatterjee chatterji chaturvedi chaudhary chauhan chavan chopra choudhury chowdary dalal das dasgupta datta
    deepa deepak desai deshmukh deshpande dev devaraj devi dhawan dilip dinesh divya dixit dsouza dubey dutta
    dwivedi farhana farooq fatima fernandes gadgil gaikwad gandhi ganesan ganesh gaurav geeta ghosh girija
    girish godbole goel gokhale gopal gopalan gopinath goswami goud govind gowda goyal gupta gupte hari harish
    hegde hemant hitesh hussain imran iqbal iyengar iyer jadhav jagtap jain jaya jayant jayanthi jayesh jha
    jitendra joglekar john joseph joshi jyothi kadam kale kalpana kamal kamala kamath kamble kapil kapoor
    karthik kaur kavita keerthi khan khanna khurana kiran kishore kohli krishna krishnamurthy krishnan kulkarni
    kumar kumari lakshman lakshmi lal lata lobo madhavi mahajan mahesh malathi malhotra mandal manish manjunath
    manoj mathew meena meenakshi meghana mehra mehta menon milind mishra misra mittal mohammed mohan mohit more
    mrunal mukesh mukherjee mukherji mukund murthy murty nagaraj nagarajan nagesh naidu naik nair nambiar nandan
    nandini narayan narayanan naresh naveen nayak negi neha nikhil nilesh nisha nitin padma padmanabhan pai
    pallavi pande pandey pandit pandya pankaj parekh parvathi patel pathak patil pawar pereira phadke pillai
    pooja poonam pradeep prakash pramod pranav prasad prashant pratap praveen preeti priya priyanka purnima
    pushpa radha radhika rafiq raghavan raghavendra raghu rahul raj raja rajan rajendra rajesh rajkumar raju
    rakesh ram rama ramachandran raman ramesh ramya rangan rani rao rashid rashmi rathi rathod rathore ravi
    rawat reddy rekha revathi ritu rohit roy rukmini sachin sadhana sahoo sahu saini salim salunkhe sandeep
    sandhya sangeeta sanjay santosh sapna sarika sarita satish satya saurabh savitri sawant saxena sen sengupta
    seth sethi shah shaikh shankar shanthi sharad sharma shashi shastri shetty shilpa shinde shivakumar shreya
    shrikant shruti shukla shyam siddharth siddiqui singh sinha sita smita sneha snehal solanki somnath soni
    sonia sowmya sridhar srinath srinivas srinivasan srivastava subbarao subramaniam subramanian sudha sudhakar
    sudhir sujata sukumar suman sumitra sunil sunita surendra suresh suresha sushil swami swaminathan swamy
    swati tanvi tendulkar thakur thomas tiwari tiwary tripathi trivedi tushar uday uma umesh upadhyay usha
    vaidya vandana varghese varma varun vasant vasudev veena venkat venkatesh venugopal verma vijay vijaya vikas
    vikram vinay vinod vishal vishwanath vivek wagle yadav yamini yashoda yogesh zaheer
    अंकित अंजली अंसारी अग्रवाल अजय अनिता अनिल अभिषेक अमित अय्यर अरुण अरोड़ा अर्चना अर्जुन अशोक अश्विनी अहमद आकाश
    आचार्य आनंद आलोक आशा इक़बाल उपाध्याय उमा उषा एकनाथ कदम कपूर कमला कल्पना कविता कांबळे कामत काले किरण कुमार
    कुमारी कुलकर्णी कृष्णन कृष्णा खन्ना खान खुराना गणेश गणेशन गाडगीळ गायकवाड गुप्ता गोखले गोपाल गोयल गौड़ गौतम
    गौरव घोष चटर्जी चतुर्वेदी चव्हाण चोपड़ा चौधरी चौहान जगताप जाधव जैन जोगळेकर जोशी ज्योति झा ठाकुर तिवारी तुषार
    त्रिपाठी दत्ता दास दिनेश दिव्या दीक्षित दीपक दुबे देवी देशपांडे देशमुख देसाई द्विवेदी नंदिनी नंबियार नरसिंह
    नरेश नवीन नायक नायडू नायर नारायण निखिल नितीन निशा नीलेश नेगी नेहा पंकज पटेल पल्लवी पवार पांडे पाटील पाठक
    पाण्डेय पिल्लई पूजा पूर्णिमा प्रकाश प्रदीप प्रमोद प्रवीण प्रशांत प्रसाद प्रियंका प्रिया फडके फडणवीस फ़ातिमा
    बंसल बनर्जी बसवराज बसु बाबू बिष्ट बोस भट भट्ट भट्टाचार्य भाटिया भोसले मंजुनाथ मंडल मनीष मनोज मल्लिकार्जुन
    मल्होत्रा महेश माधवी मित्तल मिश्रा मीना मीरा मुकेश मुखर्जी मूर्ति मृणाल मेघना मेनन मेहता मोरे मोहन मोहित
    यादव योगेश रंगनाथ रघु रमेश रवि रश्मी राकेश राघवन राज राजू राजेश राठौड़ राणा राधा राम राव रावत राहुल रेखा
    रेड्डी रॉय रोहित लक्ष्मी लता वंदना वरुण वर्मा वाजपेयी विकास विजय विट्ठल विनय विनोद विवेक वेंकटेश शर्मा
    शास्त्री शाह शिंदे शिल्पा शिवकुमार शुक्ला शेख शेट्टी श्रीनिवास श्रीवास्तव संजय संतोष संदीप सक्सेना सचिन
    सत्यनारायण सरिता साळुंखे सावंत साहू सिंह सिद्दीकी सिन्हा सीमा सुधा सुनीता सुनील सुब्बाराव सुब्रमण्यम सुरेश
    सुशील सेठी सेन सेनगुप्ता सौरभ स्नेहा स्वाती हरीश हेगडे हेमंत చౌదరి నాయుడు రమేష్ రావు వెంకట సురేష్ ನಾಗರಾಜ್`);

  // names that are more often a word, a place, a method: alone they are nobody's
  const THINGS = set(`
    raman bose krishna kaveri godavari gandhi nehru tata bhabha ramanujan saha asha ganga yamuna narmada bharat jyoti deep
    surya chandra rajiv om ram rama sita maya more kale sen pai lal das bala babu raj raja jain anand kala dev soni satya hari
    kamal mandal venkat john joseph sun
    आशा उमा उषा कदम कमला कविता काले किरण कृष्णा गोपाल घोष जैन झा दास दीपक देवी नायक नारायण निशा पूजा पूर्णिमा प्रकाश प्रसाद
    प्रिया बसु बाबू बोस भट मीना मीरा मूर्ति मोरे मोहन रवि राज राजू राधा राम राव रेखा लक्ष्मी लता विजय विनय विवेक शाह शेख संतोष
    सिंह सीमा सुधा सेन कल्पना अर्चना वंदना आनंद आकाश विकास आलोक ज्योति मंडल गौतम राणा शास्त्री दीक्षित अशोक अरुण गणेश खान कुमार
    कुमारी अजय रमन श्रीनिवास गौड नवीन ठाकुर राजा स्नेहा नेहा पंकज सौरभ राहुल आचार्य दत्ता विट्ठल सत्यनारायण नरसिंह गौरव రావు`);

  const TITLES = set(`
    dr prof mr mrs ms shri shree sri smt shrimati sushri डॉ डाॅ प्रो प्रा श्री श्रीमती सुश्री ಡಾ ಪ್ರೊ ಪ್ರೋ ಶ್ರೀ ಶ್ರೀಮತಿ డా ప్రొ ప్రో శ్రీ శ్రీమతి`);
  // these are also everyday words, so what follows them must look like a name
  const POSTS = set(`
    doctor professor miss er adv col capt brig lt fr rev justice sister kumari डॉक्टर प्रोफ़ेसर प्राध्यापक कुमारी ಡಾಕ್ಟರ್ ಪ್ರೊಫೆಸರ್ డాక్టర్ ప్రొఫెసర్`);
  const RESPECT = set(`
    ji jee sir madam maam ma'am bhai bhaiya didi saheb sahib sahab saab garu avaru जी सर मैडम मॅडम मैम साहब साहेब भाई दीदी
    सरांनी सरांना ಸರ್ ಮೇಡಂ ಮೇಡಮ್ ಅವರು ಅವರ ಅವರನ್ನು ಅವರಿಗೆ సర్ సార్ మేడం మేడమ్ గారు గారి గారికి గారిని`);
  const NEAR = set("सर मैडम मॅडम सरांनी सरांना");
  const MARKERS = set("ने यांनी यांना यांचे यांची यांचा यांच्या यांच्याकडे");
  const CASES = set("से को का के की में पर कडे कडून");
  const BEFORE = set(`
    colleague friend boss guide supervisor mentor hod clerk director dean registrar student technician named ask asked thank
    thanks met called told contact wife husband साथी दोस्त सहेली बॉस गाइड मित्र मैत्रीण सहकर्मी सहयोगी सहकारी नाम नाव ಸ್ನೇಹಿತ ಗೆಳೆಯ
    ಗೆಳತಿ ಹೆಸರು స్నేహితుడు మిత్రుడు పేరు`);
  const AFTER = set("said says told asked helped signed refused wrote taught promised ne ने");
  // after a name, these make it a place, a thing, a prize
  const PLACES = set(`
    road street marg nagar circle chowk cross hall auditorium park stadium bank temple lake layout colony hostel library fund
    award chair medal scheme campus works memorial tunnel river spectrometer spectroscopy effect fellowship hospital workers
    reservoir bridge brothers sons technical polytechnic chaturthi jayanti puja station metro airport district नदी नगर मार्ग रोड चौक पार्क योजना केंद्र स्पेक्ट्रोमीटर संस्था टाटा मेट्रो`);
  // written with a capital, and yet no name
  const COMMON = set(`
    i a an the in at on of to our my we it this that these those each every any some no another other and but for from with by
    their his her when if as so yes not they he she you your is was are were has had have will who ok please dear hello good
    respected thank thanks ask asked call contact meet new india indian national international state central city government
    govt prime chief minister mission open access source startup start-up high common digital innovation science technology
    research data lanka ne ki ka ke ko se said sir madam haan nobody somebody anybody someone whoever x y director dean registrar manager principal
    professor doctor minister commissioner collector officer clerk guide chairman chairperson engineer technician head esteemed
    kind retired nothing retired sorry hi oh old guru tech pharm phil com edu lankan late young
    mr mrs ms dr prof only like there then here all both after before general secretary english hindi kannada marathi telugu
    नहीं नहीं हाँ हां की के का को ने से में पर और है हैं था थी थे हो वाले वाला वाली लोग लोगों सब आप मेरे हमारे यह वह ये वो जी बहुत भी ही तो
    या कि आणि आहे आहेत नाही नाहीत समय सामान्य गणेश यांनी यांना यांचे मंडळी ಇಲ್ಲ ಇದ್ದಾರೆ ಸಾಮಾನ್ಯ ಎಲ್ಲ లేదు లేరు ఉన్నారు సామాన్య
    निदेशक डायरेक्टर क्लर्क मंत्री डीन रजिस्ट्रार अधिकारी कमिश्नर प्रिंसिपल गुरु मैनेजर मैडम सर साहब बाबू डॉक्टर प्रोफ़ेसर
    इंजीनियर सचिव अध्यक्ष कलेक्टर टीचर वैज्ञानिक गणेशा बाई सीएमओ सिनियर सीनियर नए नई नवीन धन्यवाद शुक्रिया ಸಾಮಾನ್ಯನಿಗೆ ಹೊಸ కొత్త ನಿರ್ದೇಶಕರು డైరెక్టర్ ಡೈರೆಕ್ಟರ್ మంత్రి`);

  const CAPITAL = "(?:(?:\\p{Lu}\\.)+|\\p{Lu}[\\p{L}'’&-]*)";
  const HEAD = "(?:Institutes?|University|College|School|Department|Dept\\.?|Faculty|Ministry|Centre|Center|Hospital|Laborator(?:y|ies)|Labs?|Technologies|Industries|Solutions|Foundation|Steel|Biotech|Pharma|Pharmaceuticals|Motors|Chemicals|Enterprises|Ventures|Pvt\\.?|Private|Ltd\\.?|Limited|LLP|Inc\\.?)";
  const KNOWN = "IITs?|IISC|IISER|IIIT|IIM|AIIMS|CSIR|ISRO|DRDO|TIFR|BARC";
  const FIRST = "(?!(?:The|An?|In|At|On|Of|To|Our|My|We|I|It|This|That|These|Those|Each|Every|Any|Some|No|Another|Other|And|But|For|From|With|By|Their|His|Her|When|If|As|Stainless|Mild) )";
  const STOP = "(?!(?:ने|को|का|के|की|से|में|पर|और|है|हैं|यांनी|यांना|यांचे|आणि)(?![\\p{L}\\p{M}]))";
  const INDIC = "[\\p{Script=Devanagari}\\p{Script=Kannada}\\p{Script=Telugu}\\u200c\\u200d]+";
  const PATTERNS = [
    ["mail", "(\\S+@\\S+\\.\\S+|(?:https?:\\/\\/|www\\.)\\S+)", "giu"],
    ["number", "(\\p{Nd}[\\p{Nd}\\s().-]{4,}\\p{Nd})", "gu"],
    ["place", `(?<![\\p{L}])((?:IISc|${KNOWN}|${KNOWN.toLowerCase()})(?![\\p{L}])(?:[ -]${CAPITAL})*)`, "gu"],
    ["place", `(?<![\\p{L}])(${FIRST}(?:${CAPITAL} (?:(?:of|for|and) )?){1,4}${HEAD}(?![\\p{Ll}])(?: (?:of|for) ${CAPITAL})?(?:(?: and)? ${CAPITAL}\\.?)*)`, "gu"],
    ["place", `(?<![\\p{L}])(${HEAD} (?:of|for) ${CAPITAL}(?:(?: and)? ${CAPITAL})*)`, "gu"],
    ["place", `(?<![\\p{L}\\p{M}])((?:आईआईटी|आयआयटी|ಐಐಟಿ|ఐఐటి|ఐఐటీ)(?: ${STOP}${INDIC})?|${INDIC} (?:प्राइवेट लिमिटेड|प्रायव्हेट लिमिटेड|ಪ್ರೈವೇಟ್ ಲಿಮಿಟೆಡ್|ప్రైవేట్ లిమిటెడ్))`, "gu"],
  ].map(([kind, rule, flags]) => [kind, new RegExp(rule, flags)]);

  const WORD = /(?<![\p{L}.])(?:\p{Lu}\.)+(?=\s?\p{Lu})|\p{L}[\p{L}\p{M}'’&\u200c\u200d-]*/gu;

  function wordsOf(text) {
    return [...text.matchAll(WORD)].map((found, at, all) => {
      const [word] = found;
      const next = all[at + 1];
      const gap = next ? text.slice(found.index + word.length, next.index) : "\n";
      const initial = /^(\p{Lu}\.)+$/u.test(word);
      const key = fold(word);
      const indic = !/^\p{Script=Latin}/u.test(word);
      const short = indic && word.length < 4 && /^\. ?$/.test(gap) && !/^[हथनज]/u.test(key); // an initial, spelt out
      return {
        word, key, initial, start: found.index, end: found.index + word.length,
        indic, short,
        capital: initial || /^\p{Lu}('?\p{Lu}?\p{Ll}|$)/u.test(word),
        dotted: gap.startsWith("."),
        joined: /^ +$/.test(gap) || (initial && !gap) || short || (gap === ". " && (TITLES.has(key) || POSTS.has(key))),
        opens: !/[\p{L}\p{M}\p{Nd},;:)]\s*$/u.test(text.slice(0, found.index)),
      };
    });
  }

  const common = (each) => COMMON.has(each.key) && !each.short;
  // in Kannada and Telugu a last long a is often short
  const listed = (names, { key, word }) => names.has(key) || (/[\u0c00-\u0cff]/.test(word) && names.has(`${key}ा`));
  const known = (each) => listed(NAMES, each) && !common(each);
  const surely = (each) => known(each) && !listed(THINGS, each);
  const nameLike = (each) => known(each) || each.short || (each.capital && !common(each));

  const breaks = ({ key }) => PLACES.has(key) || TITLES.has(key) || (POSTS.has(key) && !NAMES.has(key));

  /* Where a row of words ends that all look like a name's; the place before `at` if none does. */
  function rowFrom(words, at) {
    let end = at - 1;
    if (words[at].indic && words[at].joined && !common(words[at]) && !vague(words[at]) && /^\p{Script=Devanagari}+(?<!चे|च्या)$/u.test(words[at].word) && NEAR.has(words[at + 1].key)) return at;
    while (words[end + 1] && nameLike(words[end + 1]) && !breaks(words[end + 1]) && (end < at || words[end].joined)) end += 1;
    const beyond = end >= at && words[end].joined && words[end + 1];
    const marker = beyond && words[end + 1].joined && words[end + 2];
    if (beyond && beyond.indic && words[end].indic && !common(beyond) && !RESPECT.has(beyond.key)
      && marker && MARKERS.has(marker.key)) return end + 1;
    return end;
  }

  function afterTitle(words, at) {
    const [title, first] = [words[at], words[at + 1]];
    if (!title.joined || !first || common(first) || RESPECT.has(first.key)) return -1;
    const strict = TITLES.has(title.key);
    if (!strict && !(POSTS.has(title.key) && (title.indic ? known(first) : title.capital && nameLike(first)))) return -1;
    if (!nameLike(first) && !title.indic && !title.dotted) return -1;
    let end = nameLike(first) ? rowFrom(words, at + 1) : at + 1;
    if (end === at + 1 && first.joined && first.indic) { // a family name that is on no list
      const [second, third] = [words[at + 2], words[at + 3]];
      const last = !second.joined || (MARKERS.has(third.key) || CASES.has(third.key) || RESPECT.has(third.key));
      if (nameLike(second)) end = rowFrom(words, at + 2);
      else if (second.indic && last && !common(second) && !CASES.has(second.key) && !RESPECT.has(second.key)) end = at + 2;
    }
    return words[end].joined && PLACES.has(words[end + 1].key) ? -1 : end;
  }

  function isName(words, at, end) {
    const row = words.slice(at, end + 1);
    const before = at && words[at - 1].joined ? words[at - 1].key : "";
    const after = words[end].joined ? words[end + 1].key : "";
    if (PLACES.has(after)) return false;
    const meant = BEFORE.has(before) || RESPECT.has(after) || AFTER.has(after);
    const sure = row.some(surely);
    if (row.length > 1) return sure || (meant && (row.some(known) || row.every((each) => !each.opens))) || (row[0].initial && row.at(-1).word.length > 2 && !known(row.at(-1)));
    const [only] = row;
    if (known(only)) return only.capital || only.indic ? sure || meant : sure && meant;
    return !only.initial && !only.short && only.word.length > 2 && RESPECT.has(after);
  }

  function people(text) {
    const words = wordsOf(text);
    const found = [];
    for (let at = 0; at < words.length; at += 1) {
      let end = afterTitle(words, at);
      if (end < 0) {
        end = rowFrom(words, at);
        if (end < at || !isName(words, at, end)) {
          at = Math.max(at, end);
          continue;
        }
      }
      const polite = words[end].joined && RESPECT.has(words[end + 1].key) ? end + 1 : end;
      found.push(text.slice(words[at].start, words[polite].end));
      at = polite;
    }
    return found;
  }

  // what places of work are called in Hindi, Marathi, Kannada and Telugu, without their endings, and cities
  const SEATS = /^(?:विश्वविद्यालय|विश्वविद्याल|विद्यापिठ|महाविद्यालय)/u;
  const HOUSES = /^(?:कॉलेज|कालेज|कॉलेजि|संस्थ|प्रयोगशाल|प्रयोगालय|अस्पताल|आस्पत्रे|आसुपत्रि|आस्पत्रि|रुग्णालय|हॉस्पिटल|कलाशाल|लिमिटेड|लैब|इंस्टिट्यूट|इन्स्टिट्युट)/u;
  const CITIES = /^(?:दिल्लि|देहलि|मुंबई|पुणे|पुने|पुण्या|हैदराबाद|बेंगलुर|बंगलुरु|चेन्नई|कोलकाता|जयपुर|जोधपुर|भुवनेश्वर|अहमदाबाद|लखनऊ|कानपुर|नागपुर|मैसुर|चंडिगढ|भोपाल|इंदौर|वाराणसि|बनारस|गुवाहाटि|विशाखपट्णं|वरंगल|धारवाड|कर्नाटक|तेलंगाण|महाराष्ट्र|ओडिशा|राजस्थान|राश्ट्रिय|नेशनल|भारतिय|टाटा|भाभा|जातिय|सेंट्रल$)/u;
  const VAGUE = set(`
    इस उस एक हर किसी हमारे हमारी मेरे मेरी अपने अपनी दूसरे दूसरी निजी सरकारी बड़े बड़ी छोटे के की का में से को ने पर और या कई सभी कुछ
    आमच्या माझ्या एका या त्या प्रत्येक खाजगी शासकीय ಒಂದು ನಮ್ಮ ಈ ಆ ಎಲ್ಲ ಪ್ರತಿ ಬೇರೆ ಸರ್ಕಾರಿ ಖಾಸಗಿ ಯಾವ మా ఈ ఆ ఒక ప్రతి వేరే ప్రభుత్వ ప్రైవేట్ ఏ
    जिस जिन तक भी तो ही पास लिए साथ बाहर नए नई पुराने पहले ಮತ್ತು మరియు आणि व किंवा इतर अब सिर्फ सिर्फ़ केवल किस कृषि
    तकनीकी राज्य विदेशी अभियांत्रिकी इंजीनियरिंग मेडिकल यंदा ते फी गरीब सगळ्या कुठल्या शेजारच्या ವಿದೇಶಿ ಡಚ್ ఫీజు విదేశీ రాష్ట్ర ರಾಜ್ಯ`);

  const vague = (each) => [VAGUE, COMMON, MARKERS, RESPECT].some((list) => list.has(each.key));
  const isHead = ({ key }) => SEATS.test(key) || HOUSES.test(key);

  function seats(text) {
    const words = wordsOf(text);
    const found = [];
    words.forEach((head, at) => {
      if (!isHead(head) || (head.joined && isHead(words[at + 1]))) return;
      const sure = SEATS.test(head.key);
      let start = at;
      let told = false;
      while (start && at - start < 3 && words[start - 1].joined && words[start - 1].indic && !vague(words[start - 1])) {
        start -= 1;
        if (CITIES.test(words[start].key) || known(words[start])) told = start;
      }
      if (told === false && !(sure && start < at && !/(?:च्या|ात|ने|नि|ला|साठि|ना|ते|क्के|कि|नुंचि|लो)$/u.test(words[at - 1].key))) return;
      found.push(text.slice(words[told === false ? at - 1 : told].start, head.end));
    });
    return found;
  }

  /* Return what is found in a text: one pair of a kind and of its finds, written as within one pair of
     quotation marks, for each kind. What is an address or a place of work is not a name as well. */
  return (text) => {
    const found = { mail: [], number: [], name: [], place: [] };
    let rest = text;
    const take = (kind, words) => {
      const clean = words.trim().replace(/[,.]$/, "");
      if (!found[kind].includes(clean)) found[kind].push(clean);
      rest = rest.replace(words, ";");
    };
    for (const [kind, rule] of PATTERNS) for (const match of rest.matchAll(rule)) take(kind, match[1]);
    for (const words of seats(rest)) take("place", words);
    for (const words of people(rest)) take("name", words);
    return Object.entries(found).filter(([, finds]) => finds.length).map(([kind, finds]) => [kind, finds.join("”, “")]);
  };
})();
