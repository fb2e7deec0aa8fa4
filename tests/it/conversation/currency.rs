//! Which currency amounts are shown in.

use super::*;

#[test]
fn shows_the_currency_sign_of_an_org_with_one_currency_once_it_is_known() {
    let mut talk = Talk::new();
    talk.org.found.push(row(GADGETS, "Acme", "Prospecting"));
    talk.org.record["fields"]["Discount__c"]["displayValue"] = json!("5%");
    let sign = |view: &View| {
        let found = view.choices.last().unwrap().opportunity.as_ref().unwrap();
        found.currency_sign.clone()
    };
    let opened = |view: &View| view.reading.as_ref().unwrap().opportunity.currency_sign.clone();
    assert_eq!(sign(&talk.say("Find Acme")), None, "no amount has been read yet");
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(opened(&view), None, "a percentage is not an amount");

    talk.org.record["fields"]["ExpectedRevenue"]["displayValue"] = json!("($9,375.00)");
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(opened(&view).as_deref(), Some("$"));
    let asked = talk.org.asked.len();
    assert_eq!(sign(&talk.say("Find Acme")).as_deref(), Some("$"));
    assert_eq!(talk.org.asked.len(), asked + 1, "it takes no further request");

    // A record without an amount does not show it, and does not need to.
    talk.org.record["fields"]["ExpectedRevenue"] = json!({ "displayValue": null, "value": null });
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    assert_eq!(opened(&view).as_deref(), Some("$"));
}

#[test]
fn a_record_with_its_own_currency_reveals_no_sign() {
    let mut talk = Talk::new();
    talk.org.currencies = true;
    talk.org.record["fields"]["Amount"]["displayValue"] = json!("EUR 12,500.00");
    talk.org.record["fields"]["CurrencyIsoCode"] = json!({ "displayValue": "Euro", "value": "EUR" });
    let view = talk.event(UserEvent::Choose { id: WIDGETS.into() });
    let reading = view.reading.unwrap();
    let opportunity = &reading.opportunity;
    assert_eq!((opportunity.currency.as_deref(), opportunity.currency_sign.as_deref()), (Some("EUR"), None));
}

#[test]
fn search_results_have_a_currency_once_the_org_is_known_to_have_several() {
    let mut talk = Talk::new();
    talk.org.currencies = true;
    for id in [WIDGETS, GADGETS] {
        let mut found = row(id, "Acme", "Prospecting");
        found["CurrencyIsoCode"] = json!("EUR");
        talk.org.found.push(found);
    }
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    assert!(
        !talk.waiting[0].request.path.contains("CurrencyIsoCode"),
        "an org with one currency would refuse it"
    );
    talk.settle();
    talk.event(UserEvent::Choose { id: WIDGETS.into() });
    let asked = talk.org.asked.len();
    let view = talk.say("Find Acme");
    let currency = view.choices.last().and_then(|choice| choice.opportunity.as_ref()?.currency.as_deref());
    assert_eq!(currency, Some("EUR"));
    assert_eq!(talk.org.asked.len(), asked + 1, "it takes no further request");

    // If the currency has changed, the search results are still shown.
    talk.start(UserEvent::Say { text: "Find Acme".into() });
    let send = talk.waiting.remove(0);
    let body = json!([{ "errorCode": "INVALID_FIELD", "message": "No such column 'CurrencyIsoCode'" }]);
    let refused = Event::Answer(crate::org::status(400, &body));
    let effects = talk.machine.handle(&mut talk.session, send.id, refused, CLOCK);
    talk.take(effects.unwrap());
    assert!(!talk.waiting[0].request.path.contains("CurrencyIsoCode"));
    assert!(talk.waiting[0].request.path.contains("Amount"));
}
