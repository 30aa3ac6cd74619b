//! Blocking people.

use std::io;

use whatsapp_business::messages::types::block::{BlockRequest, BlockTarget};

use crate::report::{Need, Report};
use crate::setup::Setup;

/// Blocks the recipient, looks at the list, and unblocks.
pub(crate) async fn block_and_unblock(setup: &Setup, report: &mut Report) -> io::Result<()> {
    report.section("Blocking")?;
    let messages = setup.wa.messages();
    let request = BlockRequest::new([BlockTarget::from(setup.to.clone())]);

    let blocked = messages.block_users(&setup.from, request.clone()).await;
    // A request about many users succeeds as a whole and names the outcome of each.
    let blocked = report.step("block the recipient", Need::IfPossible, blocked, |answer| {
        let users = answer.block_users.as_ref();
        let added = users.map_or(0, |users| users.added_users.len());
        let failed = users.map_or(0, |users| users.failed_users.len());
        format!("{added} blocked, {failed} not")
    })?;

    let mut users = messages
        .list_blocked_users(&setup.from)
        .limit(10)
        .items()
        .max_items(50);
    let mut count = 0;
    let listed = loop {
        match users.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break Ok(count),
            Err(error) => break Err(error),
        }
    };
    report.step("list who is blocked", Need::IfPossible, listed, |count| {
        format!("{count} of at most 50")
    })?;

    // Even when there was no answer: the request may have been carried out.
    let need = blocked.map_or(Need::IfPossible, |_| Need::Always);
    let unblocked = messages.unblock_users(&setup.from, request).await;
    report.step("unblock the recipient", need, unblocked, |answer| {
        let users = answer.block_users.as_ref();
        let removed = users.map_or(0, |users| users.removed_users.len());
        format!("{removed} unblocked")
    })?;
    Ok(())
}
