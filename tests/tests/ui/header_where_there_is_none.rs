use whatsapp_business::messages::types::interactive::InteractiveLocationRequest;

// A request for a location has no header.
fn add_header(request: InteractiveLocationRequest) {
    drop(request.header("Delivery"));
}

fn main() {}
