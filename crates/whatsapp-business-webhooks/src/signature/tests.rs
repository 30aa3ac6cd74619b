use super::*;

/// Made with `openssl dgst -sha256 -hmac SECRET`.
const VECTORS: &[(&str, &[u8], &str)] = &[
    (SECRET, b"{}", EMPTY),
    (
        SECRET,
        br#"{"object":"whatsapp_business_account","entry":[]}"#,
        "10a6cff0440bc3fc4876a298140983eaa7f66e8cb5e5dbbe72f5498230028ab0",
    ),
    (
        SECRET,
        br#"{"text":{"body":"Caf\u00e9 \ud83d\udc4d \/ \u003C"}}"#,
        "2e66356371df21dc3bcc2ceb734bd3bcd0302f133481b0ef3838d32ce59e03d7",
    ),
    (
        SECRET,
        "{\"text\":{\"body\":\"Café\"}}".as_bytes(),
        "00814ec9342553446ccaaa0ec55c038d0b2b7e561b7927fbd79dd503ffa629d6",
    ),
    (
        SECRET,
        b"",
        "cdb9cd1274587267b41d9bfdd0ad473880e9ae1df2380249235b652c9a1c807c",
    ),
    (
        "günther",
        br#"{"object":"whatsapp_business_account","entry":[]}"#,
        "7a85ebcd1abcb339fbea7e3d495726f1ac11265f885da50791c9881e835b0b51",
    ),
    // Longer than a block of SHA-256.
    (
        "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
        br#"{"object":"whatsapp_business_account","entry":[]}"#,
        "63d5fdf39fd814c3d5f63757dd1d7afeec7375075665b0a77097b1e493a8d750",
    ),
];

const SECRET: &str = "9b0f7c1e5a2d4836b1c0de24f7a96e35";
const EMPTY: &str = "e5d8c4668ff548fd9f5d51f255e6ef8a583d1e3990f4714d0862f3a4e9eff2d5";

fn verify(secrets: &[&str], header: Option<&str>, body: &[u8]) -> Result<(), SignatureError> {
    let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::from(*secret)).collect();
    verify_signature(&secrets, header, body)
}

#[test]
fn signatures_of_openssl_are_accepted() {
    for (secret, body, digest) in VECTORS {
        let header = format!("sha256={digest}");
        assert_eq!(verify(&[secret], Some(&header), body), Ok(()));
        let header = format!("sha256={}", digest.to_uppercase());
        assert_eq!(verify(&[secret], Some(&header), body), Ok(()));
    }
}

#[test]
fn a_body_of_3_mb_is_verified() {
    let mut body = vec![b'x'; 3_000_000];
    let header = "sha256=ce78bb7b5a4e88b3dc7842f1b86caff3c64654eb6f31e78a7d0166feb2c30d7e";
    assert_eq!(verify(&[SECRET], Some(header), &body), Ok(()));
    body[2_999_999] = b'y';
    assert_eq!(
        verify(&[SECRET], Some(header), &body),
        Err(SignatureError::Mismatch)
    );
}

#[test]
fn every_changed_bit_is_detected() {
    for position in 0..64 {
        let mut digits: Vec<char> = EMPTY.chars().collect();
        digits[position] = if digits[position] == '0' { '1' } else { '0' };
        let header = format!("sha256={}", digits.into_iter().collect::<String>());
        assert_eq!(
            verify(&[SECRET], Some(&header), b"{}"),
            Err(SignatureError::Mismatch)
        );
    }
}

#[test]
fn secrets_can_be_rotated() {
    let header = format!("sha256={EMPTY}");
    assert_eq!(verify(&[SECRET, "new"], Some(&header), b"{}"), Ok(()));
    assert_eq!(verify(&["new", SECRET], Some(&header), b"{}"), Ok(()));
    assert_eq!(
        verify(&["new", "newer"], Some(&header), b"{}"),
        Err(SignatureError::Mismatch)
    );
}

#[test]
fn nothing_is_accepted_without_a_secret() {
    let header = format!("sha256={EMPTY}");
    for secrets in [&[][..], &[""], &["", SECRET], &[SECRET, ""]] {
        assert_eq!(
            verify(secrets, Some(&header), b"{}"),
            Err(SignatureError::NotConfigured),
            "{secrets:?}"
        );
    }
    assert_eq!(verify(&[], None, b"{}"), Err(SignatureError::NotConfigured));
    // Made with the empty secret.
    let header = "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    assert_eq!(
        verify(&[""], Some(header), b""),
        Err(SignatureError::NotConfigured)
    );
}

#[test]
fn malformed_headers_are_rejected() {
    assert_eq!(verify(&[SECRET], None, b"{}"), Err(SignatureError::Missing));
    let headers = [
        String::new(),
        "sha256=".to_owned(),
        EMPTY.to_owned(),
        format!("sha1={EMPTY}"),
        format!("SHA256={EMPTY}"),
        format!("sha256={}", &EMPTY[1..]),
        format!("sha256={EMPTY}0"),
        format!("sha256={EMPTY},sha256={EMPTY}"),
        format!("sha256= {}", &EMPTY[1..]),
        format!("sha256=+{}", &EMPTY[1..]),
        format!("sha256={}é", &EMPTY[2..]),
        format!("sha256={}g", &EMPTY[1..]),
    ];
    for header in headers {
        assert_eq!(
            verify(&[SECRET], Some(&header), b"{}"),
            Err(SignatureError::Malformed),
            "{header}"
        );
    }
}
