//! Digital Post and paper: what is handed over, and what a crash or a full disk leaves.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use begrund::case::Cpr;
use begrund::config::Config;
use begrund::ledger::{Ledger, LedgerError, What};
use begrund::letter::{Recipient, sha256};
use begrund::send::digital_post::{
    Field, Memo, Outbox, Refused, RegistrationError, Registrations, Terms, message_uuid,
};
use begrund::send::paper::{self, CONTROL, PaperError, Tray};
use begrund::send::{Attachment, Number, Parcel, Party};
use begrund::store::{Disk, Outlet, RealDisk, StoreError};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use tempfile::{NamedTempFile, TempDir};

use crate::letters::peers_required;
use crate::project::Project;
use crate::studio::{Studio, samples};

const DAY: Date = date(2026, 12, 1);

const SETTINGS: &str = "
digital_post:
  outbox: digital-post
  contact_point: {id: 241d39f6-998e-4929-b198-ccacbbf4b330, group: '1', label: Myndighed Voksne}
  kle: '00.00.00'
  notification: Du har fået et brev fra Prøvestad Kommune.
  reply: true
paper: {folder: paper}
";

fn config() -> Config {
    config_with("", "")
}

fn config_with(from: &str, to: &str) -> Config {
    let text = fs::read_to_string("begrund.yaml").unwrap() + SETTINGS;
    assert!(text.contains(from));
    Config::parse(&text.replacen(from, to, 1)).unwrap()
}

fn now() -> Timestamp {
    "2026-12-01T05:00:00.123456789Z".parse().unwrap()
}

fn pdf(words: &str) -> Vec<u8> {
    [b"%PDF-1.7\n", words.as_bytes()].concat()
}

fn parcel(letter: &str) -> Parcel {
    Parcel {
        letter: letter.to_owned(),
        case: "2026/1034".to_owned(),
        title: "Svar på din ansøgning".to_owned(),
        dispatch: DAY,
        unit: "Myndighed Voksne".to_owned(),
        pdf: pdf(letter),
        pages: 3,
        attachments: Vec::new(),
        recipient: Recipient::Citizen,
        to: Party {
            name: "Modella Opfundsen".to_owned(),
            number: Some(Number::Cpr(Cpr::parse("670190-1234").unwrap())),
            address: vec!["Prøvevej 1, 2. tv.".to_owned(), "9999 Prøveby".to_owned()],
            email: None,
        },
        protected_address: false,
    }
}

fn attachment(name: &str) -> Attachment {
    Attachment { name: name.to_owned(), bytes: pdf(name) }
}

fn memo(config: &Config, parcel: &Parcel) -> Result<Memo, Refused> {
    Terms::of(config).unwrap().memo(parcel, 1, now())
}

/// Holds the files against the schema; whether all of them are valid. `None` where there is no xmllint.
#[expect(clippy::print_stderr, reason = "it is said what was not tried")]
fn valid(files: &[PathBuf]) -> Option<(bool, String)> {
    let lint = Command::new("xmllint")
        .args(["--noout", "--huge", "--schema", "tests/peers/memo/memo-unofficial.xsd"])
        .args(files)
        .output();
    match lint {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr);
            let faults: String = told.lines().filter(|line| !line.ends_with(" validates")).take(5).collect();
            Some((output.status.success(), faults))
        }
        Err(error) => {
            assert!(!peers_required(), "xmllint (Debian: libxml2-utils) is not there: {error}");
            eprintln!("skipped: xmllint is not there");
            None
        }
    }
}

/// Every element with the text that it holds itself, in order; without the content of files.
fn skeleton(xml: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(xml).unwrap();
    let document = roxmltree::Document::parse(text).unwrap();
    let elements = document.descendants().filter(roxmltree::Node::is_element);
    let inner = |node: &roxmltree::Node<'_, '_>| node.text().unwrap_or_default().trim().to_owned();
    elements
        .filter(|node| node.tag_name().name() != "content")
        .map(|node| (node.tag_name().name().to_owned(), inner(&node)))
        .collect()
}

/// The files in a message: name and bytes.
fn contents(xml: &[u8]) -> Vec<(String, Vec<u8>)> {
    let document = roxmltree::Document::parse(std::str::from_utf8(xml).unwrap()).unwrap();
    let files =
        document.descendants().filter(|node| node.has_tag_name(("https://DigitalPost.dk/MeMo-1", "File")));
    let of = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.children().find(|child| child.tag_name().name() == name).unwrap().text().unwrap().to_owned()
    };
    files.map(|node| (of(node, "filename"), STANDARD.decode(of(node, "content")).unwrap())).collect()
}

fn value(xml: &[u8], element: &str) -> Vec<String> {
    skeleton(xml).into_iter().filter(|(name, _)| name == element).map(|(_, text)| text).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_sample_letter_is_a_message_and_its_pdf_comes_out_as_it_went_in() {
    let studio = Studio::new();
    let config = config();
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    // One of each kind of recipient and decision is enough here; that all can be made is tried elsewhere.
    let picked = |path: &&PathBuf| {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        ["refusal-psychologist", "grant-sexology", "partial-two-parts", "follow-up-end"].contains(&&*stem)
    };
    for path in samples().iter().filter(picked) {
        let case = studio.checked(path);
        for letter in studio.letters(&case).unwrap().0 {
            let mut parcel = parcel(letter.id().as_str());
            parcel.case = case.record().case.as_ref().unwrap().to_string();
            parcel.pdf = letter.pdf().to_vec();
            parcel.recipient = letter.addressee().recipient;
            parcel.attachments = vec![attachment("Bilag: kort.pdf"), attachment("Bilag: kort.pdf")];
            if parcel.recipient != Recipient::Citizen {
                parcel.to.number = Some(Number::Cvr("99999999".to_owned()));
            }
            let made = memo(&config, &parcel).unwrap();
            assert_eq!(made.xml, memo(&config, &parcel).unwrap().xml, "the same bytes");
            let inside = contents(&made.xml);
            assert_eq!(inside[0], ("Svar på din ansøgning.pdf".to_owned(), letter.pdf().to_vec()));
            assert_eq!(inside[1].0, "Bilag- kort.pdf");
            assert_eq!(inside[2], ("Bilag- kort (2).pdf".to_owned(), parcel.attachments[1].bytes.clone()));
            let file = folder.path().join(format!("{}.xml", letter.id()));
            fs::write(&file, &made.xml).unwrap();
            files.push(file);
        }
    }
    assert!(files.len() >= 5, "{files:?}");
    if let Some((valid, faults)) = valid(&files) {
        assert!(valid, "{faults}");
    }
}

#[test]
fn a_message_is_as_it_was_read_and_approved() {
    let mut parcel = parcel("2026-1034_2026-11-20_refusal_citizen");
    parcel.attachments = vec![attachment("VUM & <udredning>.pdf")];
    let made = memo(&config(), &parcel).unwrap();
    let golden = Path::new("tests/peers/memo/refusal.xml");
    if std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite") {
        fs::write(golden, &made.xml).unwrap();
    }
    assert_eq!(String::from_utf8(made.xml.clone()).unwrap(), fs::read_to_string(golden).unwrap());
    assert!(made.xml.starts_with(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<memo:Message "));
    // What the schema of our own says is held against files that it must refuse.
    let text = String::from_utf8(made.xml).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (number, (from, to)) in [
        ("<memo:language>da<", "<memo:language>dan<"),
        ("<memo:idType>CPR<", "<memo:idType>NR<"),
        ("<memo:messageType>DIGITALPOST</memo:messageType>", ""),
        (".pdf</memo:filename>", ":.pdf</memo:filename>"),
        ("05:00:00Z", "05:00:00"),
        ("-4", "-5"),
    ]
    .into_iter()
    .enumerate()
    {
        let from =
            if from == "-4" { format!("-{}-", &made.message.to_string()[14..18]) } else { from.to_owned() };
        let to = if to == "-5" { format!("-5{}-", &made.message.to_string()[15..18]) } else { to.to_owned() };
        assert!(text.contains(&from), "{from}");
        let file = folder.path().join(format!("{number}.xml"));
        fs::write(&file, text.replacen(&from, &to, 1)).unwrap();
        if let Some((valid, _)) = valid(&[file]) {
            assert!(!valid, "{from} → {to} passed");
        }
    }
    if let Some((valid, faults)) = valid(&[golden.to_owned()]) {
        assert!(valid, "{faults}");
    }
}

#[test]
fn a_message_tells_what_it_must_and_nothing_personal_in_what_is_shown() {
    let config = config();
    let mut citizen = parcel("2026-1034_2026-11-20_refusal_citizen");
    let made = memo(&config, &citizen).unwrap();
    let one = |element: &str| value(&made.xml, element).concat();
    assert_eq!(one("messageUUID"), made.message.to_string());
    assert_eq!(made.message, message_uuid(&citizen.letter, &sha256(&citizen.pdf), 1));
    assert_eq!(one("messageID"), citizen.letter);
    assert_eq!((one("recipientID"), one("senderID")), ("6701901234".to_owned(), "99999999".to_owned()));
    assert_eq!(value(&made.xml, "idType"), ["CVR", "CPR"]);
    assert_eq!((one("caseID"), one("caseSystem")), ("2026/1034".to_owned(), "begrund".to_owned()));
    assert_eq!((one("subjectKey"), one("reply")), ("00.00.00".to_owned(), "true".to_owned()));
    assert_eq!(one("createdDateTime"), "2026-12-01T05:00:00Z");
    assert_eq!(value(&made.xml, "language"), ["da"]);
    assert_eq!(one("notification"), "Du har fået et brev fra Prøvestad Kommune.");
    let text = String::from_utf8(made.xml.clone()).unwrap();
    assert!(
        !text.contains("Modella") && !text.contains("Prøvevej"),
        "the number is enough to find a citizen"
    );
    citizen.to.number = Some(Number::Cvr("99999999".to_owned()));
    assert_eq!(value(&memo(&config, &citizen).unwrap().xml, "label")[3], "Modella Opfundsen");
    let other = Terms::of(&config).unwrap().memo(&citizen, 2, now()).unwrap();
    assert_ne!(other.message, made.message, "another attempt is another message");
    let plain =
        config_with(SETTINGS, "\ndigital_post: {outbox: o, sender: {cvr: '11111111', label: Anden}}\n");
    let plain = memo(&plain, &parcel("x")).unwrap();
    assert_eq!(value(&plain.xml, "senderID"), ["11111111"]);
    assert_eq!(value(&plain.xml, "reply"), ["false"]);
    for absent in ["ContactPoint", "KLEdata", "notification"] {
        assert!(value(&plain.xml, absent).is_empty(), "{absent}");
    }
}

/// The rules of MeMo 1.2 as far as they are known, each by itself: the order of elements, what stands in them, what is not there.
#[test]
fn each_rule_of_memo_is_kept() {
    let config = config();
    let mut sent = parcel("2026-1034_2026-11-20_refusal_citizen");
    sent.attachments = vec![attachment("Bilag.pdf")];
    let made = memo(&config, &sent).unwrap();
    let text = String::from_utf8(made.xml.clone()).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    let attributes: Vec<_> = root.attributes().map(|own| (own.name(), own.value())).collect();
    assert_eq!(attributes, [("memoVersion", "1.2")], "`memoSchVersion` is of 1.1 only");
    // SF1601 looks for the prefix by its name.
    for tag in text.split('<').skip(1).map(|tag| tag.trim_start_matches('/')) {
        assert!(["memo:", "kle:", "?xml "].iter().any(|prefix| tag.starts_with(prefix)), "{tag}");
    }
    let orders: [(&str, &[&str]); 8] = [
        ("Message", &["MessageHeader", "MessageBody"]),
        (
            "MessageHeader",
            &[
                "messageType",
                "messageUUID",
                "messageID",
                "label",
                "notification",
                "reply",
                "mandatory",
                "legalNotification",
                "postType",
                "Sender",
                "Recipient",
                "ContentData",
            ],
        ),
        ("Sender", &["senderID", "idType", "label", "ContactPoint"]),
        ("ContactPoint", &["contactGroup", "contactPointID", "label"]),
        ("Recipient", &["recipientID", "idType"]),
        ("ContentData", &["CaseID", "KLEdata"]),
        ("MessageBody", &["createdDateTime", "MainDocument", "AdditionalDocument"]),
        ("File", &["encodingFormat", "filename", "language", "content"]),
    ];
    for (element, expected) in orders {
        let nodes = document.descendants().filter(|node| node.tag_name().name() == element);
        for node in nodes {
            let children = node.children().filter(roxmltree::Node::is_element);
            let children: Vec<&str> = children.map(|child| child.tag_name().name()).collect();
            assert_eq!(children, expected, "{element}");
        }
    }
    // No action, so no address of one that would have to be https; no day that others would have to mind; nothing of NemSMS.
    for absent in [
        "Action",
        "EntryPoint",
        "doNotDeliverUntilDate",
        "replyByDateTime",
        "additionalNotification",
        "messageCode",
        "AttentionData",
        "Representative",
        "ForwardData",
        "ReplyData",
        "TechnicalDocument",
        "CPRdata",
    ] {
        assert!(value(&made.xml, absent).is_empty(), "{absent}");
    }
    assert_eq!(value(&made.xml, "messageType"), ["DIGITALPOST"]);
    assert_eq!(value(&made.xml, "postType"), ["MYNDIGHEDSPOST"]);
    assert_eq!(
        (value(&made.xml, "mandatory"), value(&made.xml, "legalNotification")),
        (vec!["false".into()], vec!["false".into()])
    );
    assert_eq!(value(&made.xml, "encodingFormat"), ["application/pdf"; 2]);
    assert_eq!(made.message.get_version_num(), 4);

    // What is refused in a file's name since September 2025.
    let refused: Vec<char> = "<>:\"/\\|?*\r\n\u{a0}\u{2028}\u{205f}\u{2060}\u{3000}"
        .chars()
        .chain('\u{2000}'..='\u{200a}')
        .collect();
    for bad in &refused {
        sent.title = format!("Svar{bad}på din ansøgning");
        sent.attachments = vec![attachment(&format!("Bilag{bad}A.pdf")), attachment(&format!("{bad}.pdf"))];
        let names = value(&memo(&config, &sent).unwrap().xml, "filename");
        assert_eq!(names.len(), 3);
        for name in names {
            assert!(
                !name.contains(refused.as_slice())
                    && Path::new(&name).extension().is_some_and(|ending| ending == "pdf"),
                "{bad:?}: {name:?}"
            );
        }
    }
    // The longest texts that it takes are taken whole.
    sent.title = "å".repeat(256);
    assert_eq!(value(&memo(&config, &sent).unwrap().xml, "label")[0].chars().count(), 256);
}

/// Puts a text into a field.
type Put = fn(&mut Parcel, &str);

#[test]
fn whatever_a_parcel_holds_the_message_is_whole() {
    let config = config();
    let strings = fs::read_to_string("tests/corpus/injection.txt").unwrap();
    let refused = fs::read_to_string("tests/corpus/refused.txt").unwrap();
    let mut strings: Vec<String> = strings.lines().map(ToOwned::to_owned).collect();
    strings.extend(refused.lines().filter(|line| !line.starts_with('#')).map(unescaped));
    strings.extend(
        ["]]>", "&#0;", "<memo:File>", "\r\n", "\0", "\u{fffe}", "\u{d7ff}", "\"'"].map(str::to_owned),
    );
    let fields: [(&str, Put); 8] = [
        ("letter", |parcel, text| parcel.letter = text.to_owned()),
        ("case", |parcel, text| parcel.case = text.to_owned()),
        ("title", |parcel, text| parcel.title = text.to_owned()),
        ("unit", |parcel, text| parcel.unit = text.to_owned()),
        ("attachment", |parcel, text| parcel.attachments[0].name = text.to_owned()),
        ("name", |parcel, text| parcel.to.name = text.to_owned()),
        ("address", |parcel, text| parcel.to.address = vec![text.to_owned()]),
        ("email", |parcel, text| parcel.to.email = Some(text.to_owned())),
    ];
    let sample = || {
        let mut parcel = parcel("2026-1034_2026-11-20_refusal_representative");
        parcel.attachments = vec![attachment("Bilag.pdf")];
        parcel.to.number = Some(Number::Cvr("99999999".to_owned()));
        parcel
    };
    let shape = |xml: &[u8]| skeleton(xml).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let expected = shape(&memo(&config, &sample()).unwrap().xml);
    let folder = tempfile::tempdir().unwrap();
    let (mut files, mut refusals) = (Vec::new(), 0);
    for string in &strings {
        for (field, put) in fields {
            let mut parcel = sample();
            put(&mut parcel, string);
            let Ok(made) = memo(&config, &parcel) else {
                let empty = string.chars().all(|c| c.is_whitespace() || c.is_control() || c > '\u{ad}');
                assert!(empty && ["letter", "case", "title"].contains(&field), "{field} {string:?}");
                refusals += 1;
                continue;
            };
            let mut shape = shape(&made.xml);
            if field == "name" && shape.len() < expected.len() {
                // A name of which nothing is left is left out.
                let label = 1 + shape.iter().position(|name| name == "Recipient").unwrap() + 2;
                shape.insert(label, "label".to_owned());
            }
            assert_eq!(shape, expected, "{field} {string:?}");
            let inside = contents(&made.xml);
            assert_eq!(inside[0].1, parcel.pdf);
            assert_eq!(inside[1].1, parcel.attachments[0].bytes);
            let file = folder.path().join(format!("{field}-{}.xml", files.len()));
            fs::write(&file, &made.xml).unwrap();
            files.push(file);
        }
    }
    assert!(files.len() > 400 && refusals < 30, "{} {refusals}", files.len());
    if let Some((valid, faults)) = valid(&files) {
        assert!(valid, "{faults}");
    }
}

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (code, after) = after.split_once('}').unwrap();
        text.push_str(before);
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap_or('\u{fffd}'));
        rest = after;
    }
    text + rest
}

#[test]
fn what_digital_post_would_refuse_is_refused_here() {
    let (test, real) = (config(), config_with("\ntest: true", "\ntest: false"));
    let why = |config: &Config, change: &dyn Fn(&mut Parcel)| {
        let mut parcel = parcel("2026-1034_2026-11-20_refusal_citizen");
        change(&mut parcel);
        Terms::of(config).unwrap().admit(&parcel).err()
    };
    assert_eq!(why(&test, &|_| {}), None);
    assert_eq!(why(&real, &|_| {}), Some(Refused::ReplacementNumber));
    let living =
        |parcel: &mut Parcel| parcel.to.number = Some(Number::Cpr(Cpr::parse("070761-4285").unwrap()));
    assert_eq!(why(&real, &living), None);
    assert_eq!(why(&test, &|parcel| parcel.to.number = None), Some(Refused::NoNumber));
    for cvr in ["9999999", "999999999", "9999999A", ""] {
        let change = |parcel: &mut Parcel| parcel.to.number = Some(Number::Cvr(cvr.to_owned()));
        assert_eq!(why(&test, &change), Some(Refused::NoCvr), "{cvr}");
    }
    let attachments = |count: usize| {
        move |parcel: &mut Parcel| parcel.attachments = (0..count).map(|_| attachment("Bilag.pdf")).collect()
    };
    assert_eq!(why(&test, &attachments(10)), None);
    assert_eq!(why(&test, &attachments(11)), Some(Refused::TooManyAttachments));
    assert_eq!(why(&test, &|parcel| parcel.pdf = b"<html>".to_vec()), Some(Refused::NotPdf));
    let other = |parcel: &mut Parcel| {
        parcel.attachments = vec![Attachment { name: "a.pdf".into(), bytes: b"PK".into() }];
    };
    assert_eq!(why(&test, &other), Some(Refused::NotPdf));
    let title = |count: usize| move |parcel: &mut Parcel| parcel.title = "ø".repeat(count);
    assert_eq!(why(&test, &title(256)), None);
    assert_eq!(why(&test, &title(257)), Some(Refused::Text(Field::Title)));
    assert_eq!(why(&test, &|parcel| parcel.title = " \u{ad}".into()), Some(Refused::Text(Field::Title)));
    assert_eq!(why(&test, &|parcel| parcel.case.clear()), Some(Refused::Text(Field::Case)));
    // 99.5 MB as base64 with 64 KiB around it, to the byte.
    let most = (99_500_000 - 65_536) / 4 * 3;
    let size = |bytes: usize| {
        move |parcel: &mut Parcel| {
            parcel.pdf = vec![0; bytes];
            parcel.pdf[..5].copy_from_slice(b"%PDF-");
        }
    };
    assert_eq!(why(&test, &size(most)), None);
    assert_eq!(why(&test, &size(most + 1)), Some(Refused::TooLarge));
    for refused in [Refused::NoNumber, Refused::Text(Field::Letter), Refused::TooLarge] {
        assert!(!refused.why().da.is_empty() && !refused.help().da.is_empty());
    }
}

#[test]
fn around_the_files_a_message_is_never_larger_than_was_reckoned() {
    let long = "&".repeat(256);
    let settings = format!(
        "\ndigital_post: {{outbox: o, kle: '00.00.00', system: '{long}', sender: {{label: '{long}'}}, notification: '{}', \
         contact_point: {{id: 241d39f6-998e-4929-b198-ccacbbf4b330, group: '{long}', label: '{long}'}}}}\n",
        "&".repeat(150)
    );
    let config = config_with(SETTINGS, &settings);
    let mut parcel = parcel(&long);
    (parcel.case, parcel.title, parcel.to.name) = (long.clone(), long.clone(), long.clone());
    parcel.to.number = Some(Number::Cvr("99999999".to_owned()));
    parcel.attachments = (0..10).map(|_| attachment(&long)).collect();
    let made = memo(&config, &parcel).unwrap();
    let files: usize = contents(&made.xml).iter().map(|(_, bytes)| bytes.len().div_ceil(3) * 4).sum();
    let around = made.xml.len() - files;
    assert!((32_000..=65_536).contains(&around), "{around}");
}

#[test]
fn the_outbox_is_for_its_owner_and_no_file_in_it_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let config = config();
    let outbox = Outbox::open(folder.path(), &config).unwrap().unwrap();
    let parcel = parcel("2026-1034_2026-11-20_refusal_citizen");
    let first = memo(&config, &parcel).unwrap();
    assert_eq!(outbox.waiting(&parcel.letter).unwrap(), None);
    outbox.put(&parcel.letter, &first.xml).unwrap();
    let place = folder.path().join("digital-post");
    assert_eq!(names(&place), ["2026-1034_2026-11-20_refusal_citizen.xml"]);
    let file = place.join(&names(&place)[0]);
    assert_eq!((mode(&place), mode(&file)), (0o700, 0o600));
    let second = Terms::of(&config).unwrap().memo(&parcel, 2, now()).unwrap();
    assert!(matches!(outbox.put(&parcel.letter, &second.xml), Err(StoreError::Exists { .. })));
    assert_eq!(fs::read(&file).unwrap(), first.xml);
    assert_eq!(outbox.waiting(&parcel.letter).unwrap(), Some(sha256(&first.xml)));
    for name in ["../x", "a/b", "..", "=1+1", "-x", "a b", "æ", "x\0y"] {
        assert!(matches!(outbox.put(name, &first.xml), Err(StoreError::Unsafe { .. })), "{name:?}");
    }
    assert_eq!(names(folder.path()), ["digital-post"]);
    assert_eq!(names(&place).len(), 1);
    // Who may enter a folder is its owner's to say, but not everybody.
    fs::set_permissions(&place, fs::Permissions::from_mode(0o750)).unwrap();
    fs::write(place.join(".new-left"), "half").unwrap();
    assert!(Outbox::open(folder.path(), &config).unwrap().is_some());
    assert_eq!((mode(&place), names(&place).len()), (0o750, 1));
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(Outbox::open(folder.path(), &config), Err(StoreError::Unsafe { .. })));
    let linked = config_with("outbox: digital-post", "outbox: linked");
    std::os::unix::fs::symlink(&place, folder.path().join("linked")).unwrap();
    assert!(matches!(Outbox::open(folder.path(), &linked), Err(StoreError::Unsafe { .. })));
    assert!(Outbox::open(folder.path(), &config_with(SETTINGS, "")).unwrap().is_none());
}

/// A disk whose `at`-th step fails, and then all of them if it fails for good; a write that fails has written half.
#[derive(Debug)]
pub(crate) struct Faulty {
    at: usize,
    for_good: bool,
    steps: Cell<usize>,
}

impl Faulty {
    pub(crate) fn new(at: usize, for_good: bool) -> Self {
        Self { at, for_good, steps: Cell::new(0) }
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.replace(self.steps.get() + 1);
        if step == self.at || (self.for_good && step > self.at) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.steps.get() > self.at
    }
}

impl Disk for Faulty {
    fn create(&self, folder: &Path, mode: u32, group: Option<u32>) -> io::Result<NamedTempFile> {
        self.step()?;
        let file = RealDisk.create(folder, mode, group)?;
        if self.for_good {
            // A process that dies does not clean up: a second name for what is removed when it is dropped.
            let left = file.path().file_name().unwrap().to_string_lossy().into_owned() + "-left";
            fs::hard_link(file.path(), file.path().with_file_name(left))?;
        }
        Ok(file)
    }

    fn write(&self, file: &mut File, content: &[u8]) -> io::Result<()> {
        self.step().or_else(|error| {
            RealDisk.write(file, &content[..content.len() / 2])?;
            Err(error)
        })?;
        RealDisk.write(file, content)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.step()?;
        RealDisk.sync(file)
    }

    fn name(&self, file: NamedTempFile, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.name(file, path)
    }

    fn name_new(&self, file: NamedTempFile, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.name_new(file, path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.sync_folder(folder)
    }
}

#[test]
fn whatever_step_fails_the_outbox_holds_the_whole_message_or_none() {
    let config = config();
    let parcel = parcel("2026-1034_2026-11-20_refusal_citizen");
    let message = memo(&config, &parcel).unwrap();
    for for_good in [false, true] {
        let mut outcomes = Vec::new();
        for at in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let disk = Faulty::new(at, for_good);
            let outbox = Outbox::open_on(&disk, folder.path(), &config).unwrap().unwrap();
            let put = outbox.put(&parcel.letter, &message.xml);
            let place = folder.path().join("digital-post");
            let visible: Vec<String> =
                names(&place).into_iter().filter(|name| !name.starts_with('.')).collect();
            match &put {
                Ok(()) => assert!(!disk.has_failed()),
                Err(StoreError::Unsettled { .. }) => assert_eq!(visible.len(), 1),
                Err(StoreError::Write { .. }) => assert!(visible.is_empty(), "step {at}"),
                Err(error) => panic!("step {at}: {error}"),
            }
            for name in &visible {
                assert_eq!(fs::read(place.join(name)).unwrap(), message.xml, "step {at}");
            }
            drop(outbox);
            Outbox::open(folder.path(), &config).unwrap();
            assert_eq!(names(&place), visible, "nothing half is left");
            outcomes.push(put.is_ok());
            if put.is_ok() {
                break;
            }
        }
        assert_eq!(outcomes.len(), 6, "create, write, sync, name, sync of the folder, and none");
    }
}

fn tray(folder: &Path, config: &Config) -> Tray<'static> {
    Tray::open(folder, config, DAY).unwrap().unwrap()
}

fn day(folder: &TempDir) -> PathBuf {
    folder.path().join("paper/2026-12-01")
}

#[test]
fn the_print_folder_has_the_letters_in_order_and_a_list_without_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let config = config();
    let mut tray = tray(folder.path(), &config);
    let mut first = parcel("2026-1_2026-11-20_grant_citizen");
    first.attachments = vec![attachment("Vejledning.pdf"), attachment("Kort.pdf")];
    let mut second = parcel("2026-2_2026-11-20_refusal_citizen");
    (second.protected_address, second.pages) = (true, 2);
    assert_eq!(tray.put(&first).unwrap().number, 1);
    assert_eq!(tray.put(&second).unwrap().number, 2);
    assert_eq!(
        names(&day(&folder)),
        [
            "0001_2026-1_2026-11-20_grant_citizen.pdf",
            "0001_2026-1_2026-11-20_grant_citizen_attachment-1.pdf",
            "0001_2026-1_2026-11-20_grant_citizen_attachment-2.pdf",
            "0002_2026-2_2026-11-20_refusal_citizen.pdf",
            "control.csv",
        ]
    );
    let read = |name: &str| fs::read(day(&folder).join(name)).unwrap();
    assert_eq!(read("0001_2026-1_2026-11-20_grant_citizen.pdf"), first.pdf);
    assert_eq!(read("0001_2026-1_2026-11-20_grant_citizen_attachment-2.pdf"), first.attachments[1].bytes);
    let list = String::from_utf8(read(CONTROL)).unwrap();
    assert_eq!(
        list,
        "number;letter;file;pages;copies;duplex;sheets;attachments;protected_address\n\
         1;2026-1_2026-11-20_grant_citizen;0001_2026-1_2026-11-20_grant_citizen.pdf;3;1;yes;2;2;no\n\
         2;2026-2_2026-11-20_refusal_citizen;0002_2026-2_2026-11-20_refusal_citizen.pdf;2;1;yes;1;0;yes\n"
    );
    for private in ["Modella", "Prøvevej", "9999", "670190"] {
        assert!(!list.contains(private), "{private}");
    }
    assert_eq!((mode(&folder.path().join("paper")), mode(&day(&folder))), (0o700, 0o700));
    for name in names(&day(&folder)) {
        assert_eq!(mode(&day(&folder).join(name)), 0o600);
    }
    let simplex = config_with("paper: {folder: paper}", "paper: {folder: other, duplex: false, copies: 2}");
    let mut other = self::tray(folder.path(), &simplex);
    let line = other.put(&first).unwrap();
    assert_eq!((line.copies, line.sheets), (2, 6));
}

#[test]
fn a_letter_is_on_the_list_of_its_day_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = config();
    let letter = parcel("2026-1_2026-11-20_grant_citizen");
    let lists = |letter: &str| Tray::lists(folder.path(), &config, DAY, letter).unwrap();
    assert_eq!(lists(&letter.letter), None);
    let mut tray = tray(folder.path(), &config);
    tray.put(&letter).unwrap();
    assert!(matches!(tray.put(&letter), Err(PaperError::Listed(1))));
    let mut again = self::tray(folder.path(), &config);
    assert!(matches!(again.put(&letter), Err(PaperError::Listed(1))));
    assert_eq!(again.put(&parcel("2026-2_2026-11-20_grant_citizen")).unwrap().number, 2);
    assert_eq!((lists(&letter.letter), lists("2026-3_2026-11-20_grant_citizen")), (Some(true), Some(false)));
    // The print room has taken the list and left the files: no name is given twice.
    fs::remove_file(day(&folder).join(CONTROL)).unwrap();
    let mut after = self::tray(folder.path(), &config);
    assert_eq!(after.put(&parcel("2026-3_2026-11-20_grant_citizen")).unwrap().number, 3);
    // A list that somebody has changed is not written over.
    let list = fs::read_to_string(day(&folder).join(CONTROL)).unwrap();
    fs::write(day(&folder).join(CONTROL), list.replace(';', ",")).unwrap();
    assert!(matches!(Tray::open(folder.path(), &config, DAY), Err(PaperError::Control(_))));
    assert_eq!(fs::read_to_string(day(&folder).join(CONTROL)).unwrap(), list.replace(';', ","));
    let other = Tray::open(folder.path(), &config, date(2026, 12, 2)).unwrap().unwrap();
    assert_eq!(other.lines().len(), 0);
}

#[test]
fn what_cannot_be_posted_is_refused() {
    let mut letter = parcel("2026-1_2026-11-20_grant_citizen");
    assert_eq!(paper::admit(&letter), Ok(()));
    letter.attachments = vec![Attachment { name: "a.docx".into(), bytes: b"PK".into() }];
    assert_eq!(paper::admit(&letter), Err(paper::Refused::NotPdf));
    letter.to.address = vec![" ".to_owned()];
    assert_eq!(paper::admit(&letter), Err(paper::Refused::NoAddress));
    let folder = tempfile::tempdir().unwrap();
    let config = config();
    let mut tray = tray(folder.path(), &config);
    assert!(matches!(tray.put(&letter), Err(PaperError::Refused(_))));
    assert!(names(&day(&folder)).is_empty());
    let odd = parcel("=HYPERLINK(1)");
    assert!(matches!(tray.put(&odd), Err(PaperError::Store(StoreError::Unsafe { .. }))));
    assert!(names(&day(&folder)).is_empty());
}

/// Files that can be seen, and files that the list names.
fn seen_and_listed(folder: &TempDir, config: &Config) -> (BTreeSet<String>, BTreeSet<String>) {
    let tray = tray(folder.path(), config);
    let listed = tray.lines().iter().flat_map(|line| line.files().collect::<Vec<_>>()).collect();
    let seen = names(&day(folder)).into_iter().filter(|name| name != CONTROL).collect();
    (seen, listed)
}

#[test]
fn whatever_step_fails_no_letter_is_on_the_list_without_its_files_or_twice() {
    let config = config();
    let letters: Vec<Parcel> = (1..=3)
        .map(|number| {
            let mut parcel = parcel(&format!("2026-{number}_2026-11-20_grant_citizen"));
            parcel.attachments = vec![attachment("Bilag.pdf")];
            parcel
        })
        .collect();
    for for_good in [false, true] {
        let mut steps = 0;
        for at in 0.. {
            let folder = tempfile::tempdir().unwrap();
            tray(folder.path(), &config).put(&letters[0]).unwrap();
            let disk = Faulty::new(at, for_good);
            let opened = Tray::open_on(&disk, folder.path(), &config, DAY);
            let mut uncertain = false;
            let mut failed = opened.is_err();
            if let Ok(Some(mut faulty)) = opened {
                for letter in &letters[1..] {
                    if let Err(error) = faulty.put(letter) {
                        failed = true;
                        uncertain |= error.is_uncertain();
                        let there = Tray::lists(folder.path(), &config, DAY, &letter.letter).unwrap();
                        assert!(error.is_uncertain() || there == Some(false), "step {at}: {error}");
                        if for_good {
                            break;
                        }
                    }
                }
            }
            // Whatever was seen before the next run has a line; after it, each line has its files.
            let (seen, listed) = seen_and_listed(&folder, &config);
            assert_eq!(seen, listed, "step {at}, {for_good}");
            let mut next = tray(folder.path(), &config);
            for letter in &letters {
                match next.put(letter) {
                    Ok(_) | Err(PaperError::Listed(_)) => {}
                    Err(error) => panic!("step {at}: {error}"),
                }
            }
            let (seen, listed) = seen_and_listed(&folder, &config);
            assert_eq!((&seen, seen.len()), (&listed, 6), "step {at}");
            let bytes: BTreeMap<&str, &[u8]> =
                letters.iter().map(|letter| (letter.letter.as_str(), letter.pdf.as_slice())).collect();
            for line in next.lines() {
                assert_eq!(fs::read(day(&folder).join(&line.file)).unwrap(), bytes[line.letter.as_str()]);
            }
            if !disk.has_failed() {
                assert!(!failed && !uncertain);
                steps = at;
                break;
            }
        }
        // Two letters of two files each: five steps a file and for the list, two names and the folder.
        assert_eq!(steps, 2 * (3 * 5 + 3), "every step was tried");
    }
}

#[test]
fn a_run_that_is_killed_between_line_and_file_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let config = config();
    tray(folder.path(), &config).put(&parcel("2026-1_2026-11-20_grant_citizen")).unwrap();
    let name = "0001_2026-1_2026-11-20_grant_citizen.pdf";
    fs::rename(day(&folder).join(name), day(&folder).join(format!(".{name}"))).unwrap();
    fs::write(day(&folder).join(".0002_2026-2_2026-11-20_grant_citizen.pdf"), pdf("not handed over"))
        .unwrap();
    let listed = Tray::lists(folder.path(), &config, DAY, "2026-1_2026-11-20_grant_citizen").unwrap();
    assert_eq!(listed, Some(true));
    assert_eq!(names(&day(&folder)), [name, CONTROL]);
}

#[test]
fn an_outlet_opens_only_on_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(Outlet::open(&file, None), Err(StoreError::Unsafe { .. })));
    assert!(matches!(Outlet::open(&file.join("in"), None), Err(StoreError::Write { .. })));
    assert!(matches!(
        Outlet::open(folder.path(), Some("no-such-group")),
        Err(StoreError::UnknownGroup { .. })
    ));
}

#[test]
fn a_registration_list_that_everybody_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("registrations.csv");
    fs::write(&list, "number;status;date\n670190-1234;connected;2026-12-01\n").unwrap();
    let load = |mode: u32| {
        fs::set_permissions(&list, fs::Permissions::from_mode(mode)).unwrap();
        Registrations::load(&list)
    };
    assert!(matches!(load(0o644), Err(RegistrationError::Open { .. })));
    for mode in [0o600, 0o640] {
        let (list, faults) = load(mode).unwrap();
        assert_eq!((list.len(), faults.len()), (1, 0));
    }
    assert!(matches!(Registrations::load(&folder.path().join("none")), Err(RegistrationError::Read { .. })));
    fs::write(&list, "cpr\n").unwrap();
    assert!(matches!(load(0o600), Err(RegistrationError::Table { .. })));
}

/// A workspace whose ledger tells of two letters that were handed over.
fn handed_over() -> Project {
    let project = Project::new();
    let mut ledger = Ledger::open(project.root(), None, now()).unwrap();
    ledger
        .write(now(), |writer| {
            for (matter, letter) in [
                ("2026-1", "2026-1_2026-11-20_grant_citizen"),
                ("2026-2", "2026-2_2026-11-20_refusal_citizen"),
            ] {
                let attempted = What::Attempted {
                    pdf: "a".repeat(64),
                    channel: "digital_post".into(),
                    approval: 1,
                    number: 1,
                    recipient: "b".repeat(64),
                    domain: None,
                    message: format!("{letter}.xml"),
                    sha256: "c".repeat(64),
                    application: String::new(),
                };
                writer.append(Some(matter), Some(letter), &attempted)?;
            }
            Ok::<_, LedgerError>(())
        })
        .unwrap();
    project
}

#[test]
fn receipts_go_into_the_ledger_once_and_a_bad_row_stops_none() {
    let project = handed_over();
    let message = message_uuid("2026-1_2026-11-20_grant_citizen", &"a".repeat(64), 1);
    let receipts = format!(
        "MessageUUID;MessageID;TransaktionsDatoTid;TransaktionsStatusKode;FejlKode;FejlTekst\n\
         {message};;2026-12-01T06:00:00Z;Afleveret Digital Post;;\n\
         ;2026-2_2026-11-20_refusal_citizen;2026-12-01T06:00:00Z;Fejlet;404;Canarya Opfundsen 670190-1234 findes ikke\n\
         ;Canarya Opfundsen;2026-12-01T06:00:00Z;Fejlet;;\n\
         {message};;i går;Klar;;\n"
    );
    project.write("receipts.csv", &receipts);
    let run = project.run(&["receipts", "receipts.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "2026-1_2026-11-20_grant_citizen: leveret (Afleveret Digital Post)\n\
         2026-2_2026-11-20_refusal_citizen: ikke leveret (Fejlet 404)\n\
         2 nye kvitteringer er skrevet i protokollen, 0 breve er på vej, 2 linjer kunne ikke bruges.\n"
    );
    assert!(run.stderr.contains("linje 4, kolonne letter:"), "{}", run.stderr);
    assert!(run.stderr.contains("linje 5, kolonne time:"), "{}", run.stderr);
    let again = project.run(&["receipts", "receipts.csv", "--format", "json", "--lang", "en"]);
    assert_eq!(again.code, 1);
    let told: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(
        (told["receipts"].as_array().unwrap().len(), told["faults"].as_array().unwrap().len()),
        (0, 2)
    );
    let log = project.run(&["log", "2026-2"]);
    assert!(
        log.stdout.contains("kvittering: ikke leveret (Fejlet 404, 2026-12-01 07:00:00)"),
        "{}",
        log.stdout
    );
    let ledger = fs::read(project.path("begrund.db")).unwrap();
    let wal = fs::read(project.path("begrund.db-wal")).unwrap_or_default();
    for (place, text) in [
        ("stdout", run.stdout.as_bytes()),
        ("stderr", run.stderr.as_bytes()),
        ("json", again.stdout.as_bytes()),
        ("ledger", &ledger),
        ("wal", &wal),
    ] {
        let holds = |word: &[u8]| text.windows(word.len()).any(|some| some == word);
        assert!(!holds(b"Canarya") && !holds(b"670190"), "{place}");
    }
    let none = project.run(&["receipts", "begrund.yaml"]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("status"), "{}", none.stderr);
    assert_eq!(project.run(&["receipts", "none.csv"]).code, 2);
    assert_eq!(Project::new().run(&["receipts", "none.csv"]).code, 2);
}
