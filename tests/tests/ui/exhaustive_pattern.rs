use whatsapp_business::media::types::UploadedMedia;

fn take(media: UploadedMedia) {
    let UploadedMedia { id } = media;
    drop(id);
}

fn main() {}
