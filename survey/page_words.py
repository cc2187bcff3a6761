"""Welsh for our sentences on the respondent's pages and in their script: a draft. No Django here."""

MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip

PAGES = {
    "Error: ": "Gwall: ",
    "Back": "Yn ôl",
    "Continue": "Parhau",
    "Confirm": "Cadarnhau",
    "Change": "Newid",
    "Not answered": "Heb ei ateb",
    "There is a problem": "Mae problem",
    "Check your answers": "Gwiriwch eich atebion",
    "Send your answers": "Anfonwch eich atebion",
    "Send the changes": "Anfonwch y newidiadau",
    "Save and come back later": "Cadwch a dewch yn ôl yn nes ymlaen",
    "Update the questions": "Diweddarwch y cwestiynau",
    "Page {number} of {count}": "Tudalen {number} o {count}",
    "Some answers do not agree": "Nid yw rhai atebion yn cytuno",
    "Change one of them, or tick on the page that you keep them.": (
        "Newidiwch un ohonynt, neu ticiwch ar y dudalen eich bod yn eu cadw."
    ),
    "You are changing answers that you sent on {day}. Those count until you send the changes.": (
        "Rydych yn newid atebion a anfonwyd gennych ar {day}. Mae’r rheini’n cyfrif nes i chi anfon y newidiadau."
    ),
    "By sending them you say that, as far as you know, they are right.": (
        "Trwy eu hanfon rydych yn dweud eu bod, hyd y gwyddoch, yn gywir."
    ),
    "You can change them until the survey closes, and withdraw them at any time.": (
        "Gallwch eu newid nes i’r arolwg gau, a’u tynnu’n ôl unrhyw bryd."
    ),
    "Discard the changes": "Dileu’r newidiadau",
    "Filled in from what we know; change what is wrong.": (
        "Wedi’i lenwi o’r hyn a wyddom; newidiwch yr hyn sy’n anghywir."
    ),
    "The page was not sent whole. Your answers are kept: check them and send them again.": (
        "Ni anfonwyd y dudalen yn gyfan. Mae eich atebion wedi’u cadw: gwiriwch nhw a’u hanfon eto."
    ),
    "Some answers were changed in another window after this page was opened. Check them again.": (
        "Newidiwyd rhai atebion mewn ffenestr arall ar ôl agor y dudalen hon. Gwiriwch nhw eto."
    ),
    "Your answers are saved": "Mae eich atebion wedi’u cadw",
    "They are not sent yet.": "Nid ydynt wedi’u hanfon eto.",
    "Your changes are not sent yet: what you sent before counts until you send them.": (
        "Nid yw eich newidiadau wedi’u hanfon eto: mae’r hyn a anfonwyd gennych o’r blaen yn cyfrif nes i chi eu "
        "hanfon."
    ),
    "Keep this link: it is the only way back to them.": "Cadwch y ddolen hon: dyma’r unig ffordd yn ôl atynt.",
    "Anybody with this link can read and change your answers. Share it with care.": (
        "Gall unrhyw un sydd â’r ddolen hon ddarllen a newid eich atebion. Rhannwch hi’n ofalus."
    ),
    "The link is sent.": "Mae’r ddolen wedi’i hanfon.",
    "It may take some minutes to arrive.": "Gall gymryd rhai munudau i gyrraedd.",
    "The survey closes at the end of {day}.": "Mae’r arolwg yn cau ar ddiwedd {day}.",
    "The survey closed at the end of {day}.": "Caeodd yr arolwg ar ddiwedd {day}.",
    "Go on with your answers": "Ewch ymlaen â’ch atebion",
    "Your private link": "Eich dolen breifat",
    "Copy the link": "Copïo’r ddolen",
    "Copied.": "Wedi’i chopïo.",
    "The link is selected: copy it.": "Mae’r ddolen wedi’i dewis: copïwch hi.",
    "Send me the link": "Anfonwch y ddolen ataf",
    "E-mail address": "Cyfeiriad e-bost",
    "Only for sending the link. We do not keep it.": "Dim ond i anfon y ddolen. Nid ydym yn ei gadw.",
    "Enter an e-mail address": "Rhowch gyfeiriad e-bost",
    "Enter an e-mail address, such as name@example.org": "Rhowch gyfeiriad e-bost, megis enw@example.org",
    "The link could not be sent. Copy it from this page instead.": (
        "Ni ellid anfon y ddolen. Copïwch hi o’r dudalen hon yn lle hynny."
    ),
    "Your answers so far": "Eich atebion hyd yn hyn",
    "Nothing is sent yet.": "Nid oes dim wedi’i anfon eto.",
    "Completed": "Wedi’i gwblhau",
    "Incomplete": "Anghyflawn",
    "Optional": "Dewisol",
    "To do": "I’w wneud",
    "To come back later": "I ddod yn ôl yn nes ymlaen",
    "Your answers are sent": "Mae eich atebion wedi’u hanfon",
    "Your reference number": "Eich cyfeirnod",
    "Sent on {day} at {time}. Thank you.": "Anfonwyd ar {day} am {time}. Diolch.",
    "What happens next": "Beth sy’n digwydd nesaf",
    "Someone from the study reads them. If you agreed, your organisation then appears in the public directory.": (
        "Mae rhywun o’r astudiaeth yn eu darllen. Os cytunoch, bydd eich sefydliad wedyn yn ymddangos yn y cyfeiriadur "
        "cyhoeddus."
    ),
    "See or print a copy of your answers": "Gweld neu argraffu copi o’ch atebion",
    "To change or withdraw your answers": "I newid eich atebion neu eu tynnu’n ôl",
    "You can change them until the end of {day}.": "Gallwch eu newid tan ddiwedd {day}.",
    "You can change them while the survey is open.": "Gallwch eu newid tra bo’r arolwg ar agor.",
    "What you sent counts until you send the changes.": (
        "Mae’r hyn a anfonwyd gennych yn cyfrif nes i chi anfon y newidiadau."
    ),
    "Change your answers": "Newid eich atebion",
    "The survey is closed, so they can no longer be changed here.": (
        "Mae’r arolwg wedi cau, felly ni ellir eu newid yma mwyach."
    ),
    "You can withdraw them, also after the survey has closed. You need your private link for it, so keep it.": (
        "Gallwch eu tynnu’n ôl, hefyd ar ôl i’r arolwg gau. Mae angen eich dolen breifat arnoch, felly cadwch hi."
    ),
    "Withdraw your answers": "Tynnu eich atebion yn ôl",
    "Or get in touch with the study and give the reference number: {contact}": (
        "Neu cysylltwch â’r astudiaeth a rhoi’r cyfeirnod: {contact}"
    ),
    "These answers were sent before. The change you made just now was not kept.": (
        "Anfonwyd yr atebion hyn o’r blaen. Ni chadwyd y newid a wnaethoch nawr."
    ),
    "Press “Change your answers” below, then make it again.": (
        "Pwyswch “Newid eich atebion” isod, yna gwnewch y newid eto."
    ),
    "This is what you typed, to copy.": "Dyma’r hyn a deipiwyd gennych, i’w gopïo.",
    "Do you want to withdraw your answers?": "A ydych am dynnu eich atebion yn ôl?",
    "If you withdraw the answers {reference}:": "Os tynnwch yr atebion {reference} yn ôl:",
    "they are erased, also earlier versions and your name, e-mail address and telephone number": (
        "cânt eu dileu, hefyd fersiynau cynharach a’ch enw, eich cyfeiriad e-bost a’ch rhif ffôn"
    ),
    "the figures of this site no longer count them, at once": (
        "nid yw ffigurau’r safle hwn yn eu cyfrif mwyach, ar unwaith"
    ),
    "what they say about your organisation is taken out of the directory, and it is no longer listed because of them": (
        "caiff yr hyn a ddywedant am eich sefydliad ei dynnu o’r cyfeiriadur, ac ni chaiff ei restru mwyach o’u herwydd"
    ),
    "what was published or printed before cannot be called back": (
        "ni ellir galw’n ôl yr hyn a gyhoeddwyd neu a argraffwyd o’r blaen"
    ),
    "nobody reminds you of this survey again": "nid oes neb yn eich atgoffa o’r arolwg hwn eto",
    "We then confirm it by e-mail.": "Byddwn wedyn yn ei gadarnhau drwy e-bost.",
    "Answers that were withdrawn cannot be brought back.": "Ni ellir dod ag atebion a dynnwyd yn ôl yn eu hôl.",
    "Withdraw my answers": "Tynnu fy atebion yn ôl",
    "Keep them": "Eu cadw",
    "This survey is closed": "Mae’r arolwg hwn wedi cau",
    "This survey is not open yet": "Nid yw’r arolwg hwn ar agor eto",
    "What you had written is kept and was not sent. If the survey opens again, your private link leads back to it.": (
        "Mae’r hyn a ysgrifennwyd gennych wedi’i gadw ac ni chafodd ei anfon. Os bydd yr arolwg yn agor eto, mae eich "
        "dolen breifat yn arwain yn ôl ato."
    ),
    "Your changes are kept and were not sent. The answers that you sent on {day} count.": (
        "Mae eich newidiadau wedi’u cadw ac ni chawsant eu hanfon. Mae’r atebion a anfonwyd gennych ar {day} yn cyfrif."
    ),
    "This survey has closed. Your answers are kept, but cannot be sent.": (
        "Mae’r arolwg hwn wedi cau. Mae eich atebion wedi’u cadw, ond ni ellir eu hanfon."
    ),
    "Changed in another window": "Newidiwyd mewn ffenestr arall",
    "This page was changed in another window while you had it open. Nothing is lost.": (
        "Newidiwyd y dudalen hon mewn ffenestr arall tra oedd ar agor gennych. Nid oes dim wedi’i golli."
    ),
    "What you typed here is below. This is stored:": "Mae’r hyn a deipiwyd gennych yma isod. Dyma’r hyn a gadwyd:",
    "No answer": "Dim ateb",
    "Choose what is right, then continue.": "Dewiswch yr hyn sy’n gywir, yna parhewch.",
    "Add another": "Ychwanegu un arall",
    "Remove": "Tynnu",
    "There is room for {number}, and these are all.": "Mae lle i {number}, a dyma’r cyfan.",
    "{title}: copy of your answers": "{title}: copi o’ch atebion",
    "Reference number {reference}, sent on {day}.": "Cyfeirnod {reference}, anfonwyd ar {day}.",
    "About this survey": "Am yr arolwg hwn",
    "This survey belongs to “{study}”.": "Mae’r arolwg hwn yn rhan o “{study}”.",
    "Commissioned by {commissioner}.": "Comisiynwyd gan {commissioner}.",
    "Carried out by {contractor}.": "Cynhelir gan {contractor}.",
    "Questions, corrections, withdrawal: {contact}.": "Cwestiynau, cywiriadau, tynnu’n ôl: {contact}.",
    "Your reference number: {reference}.": "Eich cyfeirnod: {reference}.",
    "Language of the questions": "Iaith y cwestiynau",
    "These answers were already sent.": "Anfonwyd yr atebion hyn eisoes.",
    "This page was changed in another window. Press Continue to see both.": (
        "Newidiwyd y dudalen hon mewn ffenestr arall. Pwyswch Parhau i weld y ddau."
    ),
    "This text is {length} characters long and the most is {most}. Nothing was cut off: shorten it, or move a part to "
    "another box.": (
        "Mae’r testun hwn yn {length} nod o hyd a’r mwyaf yw {most}. Ni thorrwyd dim: byrhewch ef, neu symudwch ran i "
        "flwch arall."
    ),
}
"""The sentences of the pages, in English and Welsh."""

SCRIPT = {
    "saved": "Saved.",
    "unsaved": "Not saved yet. Your answers are kept in this browser.",
    "offline": "No connection. Your answers are kept in this browser.",
    "putBack": "Answers that this browser had kept were put back.",
    "full": "This browser has no room left to keep your answers: press Save now and then.",
}
"""The sentences of the script of a page of questions, by the name that it knows them by."""

PAGES |= {
    "Saved.": "Wedi’i gadw.",
    "Not saved yet. Your answers are kept in this browser.": (
        "Heb ei gadw eto. Mae eich atebion wedi’u cadw yn y porwr hwn."
    ),
    "No connection. Your answers are kept in this browser.": (
        "Dim cysylltiad. Mae eich atebion wedi’u cadw yn y porwr hwn."
    ),
    "Answers that this browser had kept were put back.": "Rhoddwyd yn ôl atebion yr oedd y porwr hwn wedi’u cadw.",
    "This browser has no room left to keep your answers: press Save now and then.": (
        "Nid oes lle ar ôl yn y porwr hwn i gadw eich atebion: pwyswch Cadw o bryd i’w gilydd."
    ),
}
