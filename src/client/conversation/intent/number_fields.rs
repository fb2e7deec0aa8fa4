//! Values of number fields.

use super::class::Class;
use super::fields::{Found, is_denied, kind, mentions};
use super::number::{Amount, amount_at, amount_between};
use super::reading::Reading;
use super::{Context, FieldWish};
use crate::org::FieldKind;

/// Reads number fields: the number after the name, or before it.
pub fn numbers(reading: &mut Reading, context: &Context, found: &mut Found) {
    let named: Vec<(usize, String)> =
        mentions(reading).into_iter().filter(|(_, name)| kind(name, context) != FieldKind::Text).collect();
    for (nth, (index, name)) in named.iter().enumerate() {
        let next = named.get(nth + 1).map_or(reading.items.len(), |(next, _)| *next);
        let before =
            nth.checked_sub(1).and_then(|before| named.get(before)).map_or(0, |(before, _)| before + 1);
        let amount =
            amount_between(reading, index + 1, next).or_else(|| amount_between(reading, before, *index));
        let wish = match amount {
            _ if reading.has(Class::Drop) => {
                found.wish.without.push(name.clone());
                None
            }
            Some(amount) => Some(FieldWish::Number(taken(reading, amount).value)),
            None if reading.has(Class::Clear) || is_denied(reading, *index) => Some(FieldWish::Clear),
            None => {
                found.without_value = Some(name.clone());
                None
            }
        };
        reading.use_up(*index..index + 1);
        found.wish.fields.extend(wish.map(|wish| (name.clone(), wish)));
    }
    if named.is_empty() {
        corrected(reading, context, found);
    }
}

/// "Make that 10 %": changes the only field of the draft that the number fits.
fn corrected(reading: &mut Reading, context: &Context, found: &mut Found) {
    let Some(amount) = (0..reading.items.len()).find_map(|index| amount_at(reading, index)) else { return };
    let fits = |name: &&str| {
        context.fields.iter().any(|field| {
            field.name.as_str().eq_ignore_ascii_case(name)
                && field.kind() == FieldKind::Decimal
                && (!amount.percent || field.data_type == "Percent")
        })
    };
    let mut fields = context.drafted.iter().copied().filter(fits);
    if let (Some(field), None) = (fields.next(), fields.next()) {
        found.wish.fields.push((field.into(), FieldWish::Number(taken(reading, amount).value)));
    }
}

pub fn taken(reading: &mut Reading, amount: Amount) -> Amount {
    reading.use_up(amount.from..amount.to);
    amount
}
