//! Letters as a step issues them.

use cases::{Issue, NewPaper, Vault};
use jiff::civil::Date;
use schools::School;
use store::{Connection, Failure, Tx};

use crate::RequestError;
use crate::error::Refusal;
use crate::model::Request;
use crate::rules::letters::{Letter, Told, blanks};

/// What the letters of a request tell.
pub(crate) async fn told(
    c: &mut Connection,
    request: &Request,
    due: Option<Date>,
) -> Result<(School, Told), Failure> {
    let school = schools::find(c, request.case.school).await?.ok_or(Failure::Unreadable("a school"))?;
    let of = |contact: &schools::Contact| {
        let parts = [contact.name.as_str(), contact.address.as_str(), contact.phone.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
    };
    let or =
        |text: String, blank: &str| if text.is_empty() { format!("【填写：{blank}】") } else { text };
    let settings = &school.settings;
    let told = Told {
        school: school.name.clone(),
        name: request.asked.name.clone(),
        number: request.case.number.clone(),
        wanted: request.asked.wanted.replace('\n', "；"),
        received: Some(request.case.received_on),
        due,
        law: format!("《{}》", request.regime.name.trim_matches(|c| "《》".contains(c))),
        office: or(of(&settings.office), "公开办的名称、地点、电话"),
        supervision: or(of(&settings.supervision), "监督机构和电话"),
        superior: or(settings.superior.clone(), "主管部门"),
    };
    Ok((school, told))
}

/// The text of a letter as it was edited, without blanks left in it.
pub(crate) fn whole(body: &str) -> Result<&str, RequestError> {
    if body.trim().is_empty() {
        return Err(Refusal::Missing("body", "文书的内容").into());
    }
    let left = blanks(body);
    match left.first() {
        None => Ok(body.trim()),
        Some(first) => Err(Refusal::Blanks(left.len(), (*first).to_owned()).into()),
    }
}

/// Writes a letter and issues it at once, with the next number of its word.
pub(crate) async fn issued(
    tx: &mut Tx,
    vault: &Vault,
    request: &Request,
    letter: Letter,
    body: &str,
) -> Result<i64, RequestError> {
    let context = tx.context().clone();
    let sealed = vault.seal(&request.case.place, &body)?;
    let new = NewPaper { kind: letter.code(), decision: None, body: &sealed };
    let id = cases::draft(tx.connection(), &context, request.case.id, &new).await?;
    number(tx, request, letter, id).await?;
    Ok(id)
}

/// Gives a letter that was written its number and its day.
pub(crate) async fn number(
    tx: &mut Tx,
    request: &Request,
    letter: Letter,
    id: i64,
) -> Result<(), RequestError> {
    let context = tx.context().clone();
    let (school, on) = (request.case.school, context.today());
    let word = schools::find(tx.connection(), school).await?.map(|school| school.settings.document_word);
    let word = format!("{}{}", word.unwrap_or_default(), letter.word());
    let serial = cases::next_number(tx.connection(), school, &word, on.year()).await?;
    let number = format!("{word}〔{}〕{serial}号", on.year());
    cases::issue(tx.connection(), &context, id, &Issue { number: &number, on }).await?;
    Ok(())
}
