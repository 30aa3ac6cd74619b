use whatsapp_business::messages::types::interactive::{InteractiveHeader, InteractiveList};

// The header of a list is text, not a picture.
fn add_header(list: &mut InteractiveList, picture: InteractiveHeader) {
    list.header = Some(picture);
}

fn main() {}
