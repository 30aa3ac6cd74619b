//! Bodies that are forms.

use whatsapp_business_simulator::Simulator;

use super::client::{ok, post, refused};

#[tokio::test]
async fn forms_are_checked() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!(
        "/{}/assigned_users",
        simulator.example_id("waba_id").unwrap()
    );
    let assign = |form: &[(&str, &str)]| post(&simulator, &path).form(form).send();
    let user = ("user", "61550912345678");
    ok(assign(&[user, ("tasks", "MANAGE,DEVELOP")]).await.unwrap()).await;
    ok(assign(&[user, ("tasks", "[\"MANAGE\"]")]).await.unwrap()).await;
    let (status, code, details) =
        refused(assign(&[user, ("tasks", "MANAGE,NOTHING")]).await.unwrap()).await;
    assert_eq!((status, code), (400, 100));
    assert!(
        details.starts_with("/tasks/1: is not one of the allowed values: `"),
        "{details}"
    );
    let (_, _, details) = refused(assign(&[("tasks", "MANAGE")]).await.unwrap()).await;
    assert_eq!(details, "/user: is required but missing; add it");
    let (_, _, details) = refused(assign(&[user, ("tasks", "[1]")]).await.unwrap()).await;
    assert!(
        details.starts_with("/tasks/0: must be of type string, but is number"),
        "{details}"
    );
}
