//! The steps of a version's way, from the buttons of its page.

use axum::response::Response;
use terms::PublicationId;
use web::Outcome;

use super::press::Press;
use crate::actions::{self, Handed, When, WithdrawAs};
use crate::model::Withdrawal;

pub async fn submit(mut press: Press) -> Outcome<Response> {
    let urgent = press.fields.optional("urgent")?;
    let is_seen = press.fields.optional("seen")?.is_some();
    press.end()?;
    let (store, screen) = (press.store(), &press.office.screen);
    let (context, viewer, version) = (&press.context, press.viewer(), press.version());
    let outcome =
        actions::hand_over(store, screen, context, viewer, version, urgent.as_deref(), is_seen).await;
    match outcome {
        Ok(Handed::Over) => {}
        Ok(Handed::Stopped(open)) => {
            let told = format!("还没有送审：机器找到{open}处。隐去，或者写明为什么要保留；也可以照样送审。");
            if urgent.is_some() {
                // Why it is urgent was written already.
                return press.refused_at("urgent", told).await;
            }
            return Ok(press.to(&format!("/office/drafts/{version}#findings"), told));
        }
        Err(error) => return press.refused(error, "urgent").await,
    }
    let told = press.told("已送审").await?;
    let may_take_back = if urgent.is_none() { "还没有人看以前可以收回来改。" } else { "" };
    Ok(press.to_version(told + may_take_back))
}

pub async fn take_back(mut press: Press) -> Outcome<Response> {
    press.end()?;
    actions::take_back(press.store(), &press.context, press.viewer(), press.version()).await?;
    let told = press.told("收回来了，可以接着改").await?;
    Ok(press.to_version(told))
}

pub async fn discard(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let told = press.told("已放弃").await?;
    actions::discard(press.store(), &press.context, press.viewer(), press.version()).await?;
    Ok(press.to_desk(told + "已经公开的版本不受影响。"))
}

pub async fn unit(mut press: Press) -> Outcome<Response> {
    let opinion = press.last("opinion")?;
    let outcome =
        actions::pass_unit(press.store(), &press.context, press.viewer(), press.version(), &opinion).await;
    if let Err(error) = outcome {
        return press.refused(error, "opinion").await;
    }
    let told = press.told("已通过部门审核").await?;
    Ok(press.to_desk(told))
}

pub async fn secrecy(mut press: Press) -> Outcome<Response> {
    let opinion = press.last("opinion")?;
    let outcome =
        actions::pass_secrecy(press.store(), &press.context, press.viewer(), press.version(), &opinion).await;
    if let Err(error) = outcome {
        return press.refused(error, "opinion").await;
    }
    let told = press.told("已通过保密审查").await?;
    Ok(press.to_desk(told))
}

pub async fn release(mut press: Press) -> Outcome<Response> {
    let at = press.last("at")?;
    let when = match at.as_str() {
        "" => When::Now,
        text => match web::format::parse_instant(text) {
            Some(at) => When::At(at),
            None => {
                let words = format!("“{text}”不是时间，请写成 2026-11-30 09:00 这样");
                return press.refused_at("at", words).await;
            }
        },
    };
    let (store, office, version) = (press.store(), &press.office, press.version());
    let (screen, calendar) = (&office.screen, &office.calendar);
    let outcome =
        actions::release(store, screen, calendar, &press.context, press.viewer(), version, when, "").await;
    if let Err(error) = outcome {
        return press.refused(error, "at").await;
    }
    let told = press.told("已由公开办通过").await?;
    Ok(press.to_version(told))
}

pub async fn approve(mut press: Press) -> Outcome<Response> {
    let opinion = press.last("opinion")?;
    let (store, office, version) = (press.store(), &press.office, press.version());
    let (screen, calendar) = (&office.screen, &office.calendar);
    let outcome =
        actions::approve(store, screen, calendar, &press.context, press.viewer(), version, &opinion).await;
    if let Err(error) = outcome {
        return press.refused(error, "opinion").await;
    }
    let told = press.told("已审批").await?;
    Ok(press.to_desk(told))
}

pub async fn return_(mut press: Press) -> Outcome<Response> {
    let opinion = press.last("opinion")?;
    let outcome =
        actions::return_version(press.store(), &press.context, press.viewer(), press.version(), &opinion)
            .await;
    if let Err(error) = outcome {
        return press.refused(error, "why").await;
    }
    let told = press.told("已退回").await?;
    Ok(press.to_desk(told + "起草人会在办公桌上看到你的意见。"))
}

pub async fn revise(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let version = actions::revise(press.store(), &press.context, press.viewer(), press.publication()).await?;
    let told = "开始修订了。公开的那一版不变，新的一版审查过才会换上。";
    Ok(press.to(&format!("/office/drafts/{version}/edit"), told.to_owned()))
}

pub async fn like(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let (store, context) = (press.store(), &press.context);
    let version = actions::begin_like(store, context, press.viewer(), press.publication()).await?;
    let told = press.told_of_publication("的文字抄过来了，改好再送审。").await?;
    Ok(press.to(&format!("/office/drafts/{version}/edit"), told))
}

pub async fn withdraw(mut press: Press) -> Outcome<Response> {
    let how = press.fields.text("how")?;
    let into = press.fields.filled("into")?.unwrap_or_default();
    let reason = press.last("reason")?;
    let how = match Withdrawal::from_code(&how) {
        Some(Withdrawal::Error) => WithdrawAs::Error,
        Some(Withdrawal::Merged) => match merge_target(&press, &into).await? {
            Some(target) => WithdrawAs::MergedInto(target),
            None => return press.refused_at("into", format!("没有索引号为“{into}”的信息")).await,
        },
        Some(Withdrawal::Withdrawn) => WithdrawAs::Withdrawn,
        None => return press.refused_at("how", "请选择怎样撤下".to_owned()).await,
    };
    let follows = match how {
        WithdrawAs::Error => "已撤下。页面、附件和检索里都不再有它。",
        WithdrawAs::MergedInto(_) => "已并入另一条，旧地址转到那里。",
        WithdrawAs::Withdrawn => "已撤下。页面保留，写着原因。",
    };
    let told = press.told_of_publication(follows).await?;
    let (store, context) = (press.store(), &press.context);
    let outcome = actions::withdraw(store, context, press.viewer(), press.publication(), how, &reason).await;
    if let Err(error) = outcome {
        return press.refused(error, "reason").await;
    }
    Ok(press.to_desk(told))
}

pub async fn take_down(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let told = press.told_of_publication("已撤下。页面、附件和检索里都没有它了，证据已封存。").await?;
    let (store, screen, context) = (press.store(), &press.office.screen, &press.context);
    actions::take_down(store, screen, context, press.viewer(), press.publication()).await?;
    Ok(press.to_desk(told))
}

async fn merge_target(press: &Press, index_no: &str) -> Outcome<Option<PublicationId>> {
    let mut reader = press.store().reader().await?;
    let target = crate::by_index_no(&mut reader, press.viewer(), index_no).await?;
    Ok(target.map(|target| target.id))
}

pub async fn approve_afterwards(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let (store, context) = (press.store(), &press.context);
    actions::approve_afterwards(store, context, press.viewer(), press.publication(), "同意").await?;
    let told = press.told_of_publication("已补上审批。").await?;
    Ok(press.to_desk(told))
}

pub async fn answer_held(mut press: Press) -> Outcome<Response> {
    let reason = press.last("reason")?;
    let (store, context) = (press.store(), &press.context);
    let outcome = actions::answer_held(store, context, press.viewer(), press.publication(), &reason).await;
    if let Err(error) = outcome {
        return press.refused(error, "held").await;
    }
    let told =
        press.told_of_publication("的保留理由已记下，署的是你的名。另一个人看过同意，就公开。").await?;
    Ok(press.to_desk(told))
}
