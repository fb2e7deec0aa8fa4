//! Tests with sentences in all languages.

use super::*;
use crate::base::FieldName;
use crate::org::{FieldInfo, Stage};

fn lexicons() -> Lexicons {
    let read = |language: &'static str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pkg-template/lexicon");
        (language, std::fs::read_to_string(format!("{folder}/{language}.txt")).unwrap())
    };
    let texts = ["en", "de", "fr", "es", "pt-BR", "ja", "ar"].map(read);
    Lexicons::new(texts.iter().map(|(language, text)| (*language, text.as_str())))
}

fn process() -> Vec<Stage> {
    let names = [
        "Prospecting",
        "Qualification",
        "Needs Analysis",
        "Value Proposition",
        "Id. Decision Makers",
        "Perception Analysis",
        "Proposal/Price Quote",
        "Negotiation/Review",
        "Closed Won",
        "Closed Lost",
    ];
    let stage = |name: &&str| Stage {
        value: (*name).into(),
        label: (*name).into(),
        probability: None,
        forecast_category: None,
        closed: name.starts_with("Closed"),
        won: name.ends_with("Won"),
        flags_unknown: false,
    };
    names.iter().map(stage).collect()
}

fn fields() -> Vec<FieldInfo> {
    let field = |name: &str, label: &str, data_type: &str| FieldInfo {
        name: FieldName::new(name).unwrap(),
        label: label.into(),
        data_type: data_type.into(),
        required: false,
        updateable: true,
        length: None,
        precision: None,
        scale: None,
        controller: None,
        calculated: false,
    };
    vec![
        field("NextStep", "Next Step", "String"),
        field("CloseDate", "Close Date", "Date"),
        field("Amount", "Amount", "Currency"),
        field("Discount__c", "Discount", "Percent"),
    ]
}

/// Returns the intent of a sentence about `Acme - 200 Widgets`, for which `Closed Won` is proposed. Today is
/// Thursday, 12 November 2026.
fn meant(lexicons: &Lexicons, phase: Phase, text: &str) -> Intent {
    let (process, fields) = (process(), fields());
    let choice = |name, stage, amount: i64, day| Candidate {
        name,
        account: "Acme",
        owner: "Jan Kowalski",
        stage,
        closed: stage == "Closed Won",
        won: stage == "Closed Won",
        amount: Some(amount.into()),
        close: Date::new(2026, 12, day),
    };
    let choosing = phase == Phase::Choosing;
    let offers = phase == Phase::ChoosingStage;
    let choices = vec![
        choice("Acme - 200 Widgets", "Qualification", 100, 3),
        choice("Acme - Service Renewal", "Closed Won", 300, 1),
        choice("Acme - Pilot Line", "Prospecting", 200, 9),
    ];
    let context = Context {
        phase,
        choices: if choosing { choices } else { vec![] },
        process: if phase == Phase::Idle { &[] } else { &process },
        offered: if offers { &process[8..] } else { &[] },
        proposed: (phase == Phase::Preview).then_some("Closed Won"),
        drafted: vec![],
        fields: fields.iter().collect(),
        about: if matches!(phase, Phase::Idle | Phase::Choosing) {
            vec![]
        } else {
            vec!["Acme - 200 Widgets", "Acme"]
        },
        by: Some("Ann Admin"),
        today: Date::new(2026, 11, 12).unwrap(),
    };
    understand(text, &context, lexicons).intent
}

/// Returns the stage and fields of the change, in short form.
fn changed(lexicons: &Lexicons, phase: Phase, text: &str) -> String {
    match meant(lexicons, phase, text) {
        Intent::Change(wish) => format!("{:?} {:?}", wish.stage, wish.fields),
        other => format!("{other:?}"),
    }
}

#[test]
fn confirmations_are_nothing_else() {
    let all = lexicons();
    for (language, yes, no) in [
        (
            "de",
            ["ja", "Ja, bitte speichern", "passt so, danke", "ja klar, mach das so", "Bestätigen!", "jawohl"],
            [
                "ja?",
                "ja, aber später",
                "passt das so",
                "wenn es passt, ja",
                "noch nicht speichern",
                "ja, morgen",
            ],
        ),
        (
            "fr",
            [
                "oui",
                "Oui, enregistre",
                "c'est bon pour moi, merci",
                "vas-y",
                "d'accord, valide",
                "je confirme",
            ],
            ["oui ?", "oui mais plus tard", "si c'est bon", "ne confirme pas", "c'est bon...", "oui, demain"],
        ),
    ] {
        let known = all.in_language(language);
        for text in yes {
            assert_eq!(meant(&known, Phase::Preview, text), Intent::Confirm, "{text}");
        }
        for text in no {
            assert_ne!(meant(&known, Phase::Preview, text), Intent::Confirm, "{text}");
        }
    }
}

#[test]
fn german_and_french_change_what_is_spoken_of() {
    let all = lexicons();
    for (language, text, wanted) in [
        (
            "de",
            "Setze den nächsten Schritt auf Vertrag schicken",
            r#"None [("NextStep", Text("Vertrag schicken"))]"#,
        ),
        (
            "de",
            "trag als nächsten Schritt Demo vereinbaren ein",
            r#"None [("NextStep", Text("Demo vereinbaren"))]"#,
        ),
        (
            "de",
            "nächster Schritt: Mit Herrn Weber sprechen",
            r#"None [("NextStep", Text("Mit Herrn Weber sprechen"))]"#,
        ),
        (
            "de",
            "zieh das Abschlussdatum um eine Woche vor",
            r#"None [("CloseDate", Shift(Length { days: -7, months: 0 }))]"#,
        ),
        ("de", "aendere die Phase auf Verhandlung", r#"Some(Named("Negotiation/Review")) []"#),
        ("de", "nicht gewonnen, sondern verloren", "Some(Lost) []"),
        ("de", "zwei Stufen zurück", "Some(Step(-2)) []"),
        (
            "fr",
            "avance la date d'une semaine",
            r#"None [("CloseDate", Shift(Length { days: -7, months: 0 }))]"#,
        ),
        ("fr", "mets la prochaine étape à appeler Bob", r#"None [("NextStep", Text("appeler Bob"))]"#),
        ("fr", "pas gagné mais perdu", "Some(Lost) []"),
        ("fr", "recule d'une étape", "Some(Step(-1)) []"),
        ("fr", "perdu au lieu de gagné", "Some(Lost) []"),
        ("de", "verloren statt gewonnen", "Some(Lost) []"),
    ] {
        assert_eq!(changed(&all.in_language(language), Phase::Current, text), wanted, "{text}");
    }
}

#[test]
fn days_in_words_and_quarters() {
    let all = lexicons();
    for (language, text, month, day) in [
        ("de", "Abschluss am fünfzehnten Februar", 2, 15),
        ("de", "Abschlussdatum auf Ende Q1", 3, 31),
        ("de", "Abschluss Ende des ersten Quartals", 3, 31),
        ("fr", "date de clôture au premier mars", 3, 1),
        ("fr", "date de clôture à fin T1", 3, 31),
        ("fr", "clôture à la fin du premier trimestre", 3, 31),
    ] {
        let wanted = Date::new(2027, month, day).unwrap();
        let wanted = format!("None [(\"CloseDate\", Day({wanted:?}))]");
        assert_eq!(changed(&all.in_language(language), Phase::Current, text), wanted, "{text}");
    }
}

#[test]
fn japanese_names_another_opportunity_before_a_particle() {
    let all = lexicons();
    let known = all.in_language("ja");
    for (text, words) in [
        ("Globexを交渉に", "Globex"),
        ("Globexは失注", "Globex"),
        ("Ｇｌｏｂｅｘを交渉に進めて", "Globex"),
        ("北京華信を受注にして", "北京華信"),
    ] {
        let intent = meant(&known, Phase::Current, text);
        let Intent::Open(named, wish) = &intent else { panic!("{text}: {intent:?}") };
        assert_eq!((named.join(" ").as_str(), wish.stage.is_some()), (words, true), "{text}");
    }
    // What is open already, and what becomes the text of a field, is not another one.
    for text in ["Acmeを交渉に", "契約書の送付を説明にして", "金額は失注"] {
        assert!(!matches!(meant(&known, Phase::Current, text), Intent::Open(..)), "{text}");
    }
}

#[test]
fn japanese_nouns_that_are_not_names_are_not_looked_up() {
    let all = lexicons();
    let known = all.in_language("ja");
    let stage = |text: &str| changed(&known, Phase::Current, text);
    for text in [
        "結果は失注でした",
        "契約書を送った、交渉に進めて",
        "稟議を通した、交渉に進めて",
        "返事は受注でした",
        "予算が出た、交渉に進めて",
    ] {
        let found = stage(text);
        assert!(found.starts_with("Some("), "{text}: {found}");
    }
    for text in ["会議は来週です", "見積書は昨日送りました", "稟議が通りました", "部長が反対しています"]
    {
        let intent = meant(&known, Phase::Current, text);
        assert!(
            !matches!(intent, Intent::Open(..) | Intent::Perhaps(_) | Intent::Change(_)),
            "{text}: {intent:?}"
        );
    }
    // A thing is a part of a name where it is written as one word with it.
    for (text, words) in [("会議システムを交渉に", "会議システム"), ("北京華信は失注", "北京華信")]
    {
        let intent = meant(&known, Phase::Current, text);
        let Intent::Open(named, _) = &intent else { panic!("{text}: {intent:?}") };
        assert_eq!(named.join(" "), words, "{text}");
    }
}

#[test]
fn a_choice_is_moved_by_its_place_in_every_language() {
    let all = lexicons();
    for (language, text) in [
        ("en", "move the first one to negotiation"),
        ("de", "die erste auf Verhandlung setzen"),
        ("fr", "passe la première en négociation"),
        ("es", "pon la primera en negociación"),
        ("pt-BR", "coloca a primeira em negociação"),
        ("ja", "1番目を交渉に進めて"),
        ("ja", "一番目を交渉に進めて"),
        ("ar", "انقل الأولى إلى التفاوض"),
    ] {
        let intent = meant(&all.in_language(language), Phase::Choosing, text);
        let Intent::Choose(index, wish) = &intent else { panic!("{text}: {intent:?}") };
        let stage = Some(StageWish::Named("Negotiation/Review".into()));
        assert_eq!((*index, &wish.stage), (0, &stage), "{text}");
    }
}

#[test]
fn a_percentage_replaces_another_without_a_verb() {
    let all = lexicons();
    for (language, text) in [
        ("en", "discount 10% instead of 15%"),
        ("en", "discount not 15% but 10%"),
        ("de", "Rabatt nicht 15 %, sondern 10 %"),
        ("de", "Rabatt 10 % statt 15 %"),
        ("fr", "remise de 10 % au lieu de 15 %"),
        ("es", "descuento no 15 % sino 10 %"),
        ("pt-BR", "desconto de 10% em vez de 15%"),
        ("ja", "割引は15%ではなく10%"),
        ("ar", "الخصم 10% بدلا من 15%"),
    ] {
        let wanted = format!("None [(\"Discount\", Number({:?}))]", crate::base::Decimal::from(10));
        let found = changed(&all.in_language(language), Phase::Current, text);
        assert_eq!(found.replace("Discount__c", "Discount"), wanted, "{text}");
    }
}

#[test]
fn an_owner_is_a_criterion_in_every_language() {
    let all = lexicons();
    for (language, text) in [
        ("en", "show all open deals of Zoë Müller"),
        ("de", "alle offenen Chancen von Zoë Müller"),
        ("de", "zeig mir die Opportunities, die Zoë Müller gehören"),
        ("fr", "toutes les opportunités ouvertes de Zoë Müller"),
        ("es", "todas las oportunidades abiertas de Zoë Müller"),
        ("pt-BR", "todas as oportunidades abertas da Zoë Müller"),
        ("ja", "Zoë Müllerの商談一覧"),
        ("ar", "كل صفقات Zoë Müller المفتوحة"),
    ] {
        let intent = meant(&all.in_language(language), Phase::Idle, text);
        let Intent::List(criteria) = &intent else { panic!("{text}: {intent:?}") };
        assert_eq!(criteria.words.join(" "), "Zoë Müller", "{text}");
    }
}
