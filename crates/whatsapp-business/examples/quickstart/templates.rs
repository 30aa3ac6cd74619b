//! Templates: list them, page by page and one by one; create and delete one.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use whatsapp_business::id::FileHandle;
use whatsapp_business::templates::types::{
    CreateTemplateRequest, TemplateCategory,
    button::{ButtonDefinition, QuickReplyButton, UrlButton},
    component::{
        BodyDefinition, BodyExample, ButtonsDefinition, ComponentDefinition, FooterDefinition,
        HeaderDefinition, HeaderMediaExample, ImageHeader, TextHeader,
    },
};

use crate::report::{Need, Report};
use crate::setup::Setup;

/// Small, so that there is more than one page.
const PAGE_SIZE: i64 = 4;

/// Enough for a look at an account with many templates.
const MAX_PAGES: usize = 5;
const MAX_ITEMS: usize = 20;

/// Lists the templates of the account.
pub(crate) async fn list(setup: &Setup, report: &mut Report) -> io::Result<()> {
    report.section("Templates")?;
    let request = setup
        .wa
        .templates()
        .list_templates(&setup.waba)
        .limit(PAGE_SIZE);

    let mut pages = request.clone().pages();
    let mut sizes = Vec::new();
    let listed = loop {
        match pages.try_next().await {
            Ok(Some(page)) if sizes.len() < MAX_PAGES => sizes.push(page.data.len().to_string()),
            Ok(_) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    report.step("list, page by page", Need::Always, listed, |()| {
        format!("{} pages: {} templates", sizes.len(), sizes.join(" + "))
    })?;

    // The next page is fetched when the items of the last one are used up.
    let mut items = request.items().max_items(MAX_ITEMS);
    let mut names = Vec::new();
    let listed = loop {
        match items.try_next().await {
            Ok(Some(template)) => names.extend(template.name),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    report.step("list, item by item", Need::Always, listed, |()| {
        let first = names.iter().take(3).map(String::as_str).collect::<Vec<_>>();
        format!("{} templates: {}, …", names.len(), first.join(", "))
    })?;
    Ok(())
}

/// Creates a template, looks at it, and deletes it.
pub(crate) async fn create_and_delete(
    setup: &Setup,
    picture: Option<FileHandle>,
    report: &mut Report,
) -> io::Result<()> {
    let templates = setup.wa.templates();
    // A name that was deleted cannot be used again for 30 days.
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let name = format!("quickstart_{seconds}");

    let created = templates
        .create_template(&setup.waba, definition(&name, picture))
        .await;
    let created = report.step("create", Need::IfPossible, created, |template| {
        let status = template.status.as_ref().map(ToString::to_string);
        format!("{name}: {}", status.as_deref().unwrap_or("no status"))
    })?;
    let Some(created) = created else {
        return report.left_out("delete", "nothing was created");
    };

    let template = templates.get_template(&created.id).await;
    report.step("get", Need::IfPossible, template, |template| {
        let components = template
            .components
            .iter()
            .map(|component| component.kind.to_string());
        components.collect::<Vec<_>>().join(", ")
    })?;

    let deleted = templates
        .delete_template(&setup.waba)
        .name(&name)
        .hsm_id(&created.id)
        .await;
    report.step("delete", Need::Always, deleted, |_| "deleted".to_owned())?;
    Ok(())
}

fn definition(name: &str, picture: Option<FileHandle>) -> CreateTemplateRequest {
    let header = match picture {
        Some(handle) => {
            HeaderDefinition::Image(ImageHeader::new(HeaderMediaExample::new([handle])))
        }
        None => HeaderDefinition::Text(TextHeader::new("Lamp House")),
    };
    let body = BodyDefinition::new()
        .text("Hello {{1}}, your order {{2}} is on its way.")
        .example(BodyExample::Positional(vec![vec![
            "Ana".to_owned(),
            "2041".to_owned(),
        ]]));
    let buttons: [ButtonDefinition; 2] = [
        UrlButton::new("Track it", "https://shop.example.org/orders/{{1}}")
            .example(["https://shop.example.org/orders/2041"])
            .into(),
        QuickReplyButton::new("Stop").into(),
    ];
    let components: [ComponentDefinition; 4] = [
        header.into(),
        body.into(),
        FooterDefinition::new().text("Lamp House, Graz").into(),
        ButtonsDefinition::new(buttons).into(),
    ];
    CreateTemplateRequest::new(name, "en", TemplateCategory::Utility).components(components)
}
