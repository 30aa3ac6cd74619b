mod classification;
mod failures;
mod logs;
mod media;
mod requests;
mod uploads;
