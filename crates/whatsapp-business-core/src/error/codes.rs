//! The table of error codes: what each code of the Graph API means for a caller.

use std::time::Duration;

use super::ErrorClass::{self, *};
use Repeat::*;

/// Whether the same request may succeed later.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Repeat {
    /// Not without a change by the caller.
    Never,
    /// After some time.
    Later,
    /// At once.
    Now,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    code: i64,
    /// 0 stands for every subcode that has no row of its own.
    subcode: i64,
    pub(crate) class: ErrorClass,
    pub(crate) repeat: Repeat,
    /// Documented waiting time in seconds; 0 where no number is published.
    wait: u32,
}

impl Row {
    /// Documented time after which the condition ends.
    pub(crate) fn wait(&self) -> Option<Duration> {
        (self.wait > 0).then(|| Duration::from_secs(u64::from(self.wait)))
    }
}

const fn row(code: i64, subcode: i64, class: ErrorClass, repeat: Repeat, wait: u32) -> Row {
    Row {
        code,
        subcode,
        class,
        repeat,
        wait,
    }
}

/// Finds what is known about a code, most specific row first.
pub(crate) fn lookup(code: i64, subcode: Option<i64>) -> Option<&'static Row> {
    let subcode = subcode.unwrap_or(0);
    exact(code, subcode)
        .or_else(|| exact(code, 0))
        // The vendor's pages print some subcodes of 100 as if they were codes.
        .or_else(|| exact(100, code).filter(|row| row.subcode != 0))
        .or_else(|| {
            PERMISSION_RANGE
                .contains(&code)
                .then_some(&PERMISSION_RANGE_ROW)
        })
}

fn exact(code: i64, subcode: i64) -> Option<&'static Row> {
    let at = ROWS
        .binary_search_by(|row| (row.code, row.subcode).cmp(&(code, subcode)))
        .ok()?;
    ROWS.get(at)
}

/// Codes that all say that a permission is missing, unless a row of their own says more.
const PERMISSION_RANGE: std::ops::RangeInclusive<i64> = 200..=299;
static PERMISSION_RANGE_ROW: Row = row(200, 0, Permission, Never, 0);

/// Sorted by code and subcode. The HTTP statuses 421, 427 and 432 of the fact sheet are not here:
/// a Flow endpoint sends them, this client never receives them.
#[rustfmt::skip]
static ROWS: &[Row] = &[
    row(0, 0, Auth, Never, 0), // caller could not be authenticated
    row(1, 0, TemporaryServer, Later, 0), // unknown API failure or malformed request
    row(2, 0, TemporaryServer, Later, 0), // service temporarily down or overloaded
    row(2, 1349174, TemporaryServer, Later, 0), // service temporarily unavailable
    row(2, 1675030, TemporaryServer, Later, 0), // internal error
    row(3, 0, Permission, Never, 0), // app lacks the capability or permission for this method
    row(4, 0, RateLimit, Later, 0), // app-level call rate limit reached
    row(4, 2018001, RateLimit, Later, 0), // rate limit on encrypted-message endpoint
    row(4, 2390008, RateLimit, Later, 0), // too many call-permission look-ups
    row(4, 2446079, RateLimit, Later, 0), // app request limit reached (generic)
    row(4, 2446080, RateLimit, Later, 0), // creation limit reached (phone number, schedule, official-account application)
    row(10, 0, Permission, Never, 0), // app has no permission for this action, or endpoint not open to it
    row(10, 2018218, Permission, Never, 0), // app has no access to this partner solution
    row(10, 2388185, Permission, Never, 0), // this WABA may not create the template
    row(17, 0, RateLimit, Later, 0), // user-level call rate limit reached
    row(32, 0, RateLimit, Later, 0), // page-level call rate limit (not WhatsApp specific)
    row(33, 0, NotFound, Never, 0), // parameter value invalid: the business phone number was deleted
    row(100, 0, InvalidParameter, Never, 0), // invalid, unsupported or misspelt parameter; also conflicts and state errors
    row(100, 33, NotFound, Never, 0), // object id does not exist, cannot be loaded for lack of permission, or does ...
    row(100, 2207013, InvalidParameter, Never, 0), // partner solution is not in a valid state for this step
    row(100, 2207051, InvalidParameter, Never, 0), // phone number not registered on the platform / solution not in initiated state
    row(100, 2388001, InvalidParameter, Never, 0), // number ownership not confirmed, or two-step verification still on
    row(100, 2388003, Template, Never, 0), // template may only be edited in certain states
    row(100, 2388012, InvalidParameter, Never, 0), // number is already in the target WABA
    row(100, 2388019, RateLimit, Never, 0), // template count limit of the WABA reached
    row(100, 2388023, Template, Later, 0), // same name and language is still being deleted or reserved
    row(100, 2388024, Template, Never, 0), // content in this language already exists for the template name
    row(100, 2388039, Template, Later, 0), // template status does not allow this edit (for example still in review)
    row(100, 2388040, Template, Never, 0), // a template field exceeds its character limit
    row(100, 2388042, Template, Never, 0), // template component structure invalid
    row(100, 2388043, Template, Never, 0), // parameter example missing / name conflict (sources disagree)
    row(100, 2388046, Template, Never, 0), // template name format wrong (lower case and underscore only)
    row(100, 2388047, Template, Never, 0), // header format wrong
    row(100, 2388072, Template, Never, 0), // body format wrong
    row(100, 2388073, Template, Never, 0), // footer format wrong
    row(100, 2388077, InvalidParameter, Never, 0), // analytics query mixes product types that cannot be queried together
    row(100, 2388091, InvalidParameter, Never, 0), // number not eligible for a code: it is not migrating
    row(100, 2388093, InvalidParameter, Never, 0), // number not eligible for code verification: it is not migrating
    row(100, 2388103, InvalidParameter, Never, 0), // number cannot be migrated
    row(100, 2388155, Template, Never, 0), // name collides with a default sample template
    row(100, 2388293, Template, Never, 0), // too many variables for the text length
    row(100, 2388299, Template, Never, 0), // variable at the start or end of the text
    row(102, 0, Auth, Never, 0), // API session missing or expired
    row(104, 0, Auth, Never, 0), // signature wrong or access token missing
    row(190, 0, Auth, Never, 0), // access token invalid or expired
    row(190, 452, Auth, Never, 0), // session does not match stored session
    row(190, 458, Auth, Never, 0), // app no longer installed by the user
    row(190, 459, Auth, Never, 0), // user is checkpointed and must log in on the web site
    row(190, 460, Auth, Never, 0), // session invalid because the password changed
    row(190, 463, Auth, Never, 0), // token or session expired
    row(190, 464, Auth, Never, 0), // user account not confirmed
    row(190, 467, Auth, Never, 0), // token invalid: logged out, expired or revoked
    row(190, 492, Auth, Never, 0), // session user has no role on the page/asset of the token
    row(192, 0, InvalidParameter, Never, 0), // invalid phone number (Graph reference, template/phone endpoints)
    row(200, 0, Permission, Never, 0), // permission missing or removed (represents the whole range 200-299)
    row(200, 1349174, Permission, Never, 0), // app has no permission for this object
    row(200, 1349175, Permission, Never, 0), // object not accessible to the app, not invited, or limit exceeded
    row(200, 1349176, Permission, Never, 0), // needs whatsapp_business_messaging or whatsapp_business_management
    row(341, 0, RateLimit, Later, 0), // application limit reached (down-time or throttling)
    row(368, 0, Policy, Never, 0), // temporarily blocked for policy violation (account restricted or disabled)
    row(400, 1234567, InvalidParameter, Never, 0), // bad JWE token (placeholder-looking SPEC sample)
    row(400, 1234568, InvalidParameter, Never, 0), // messaging_product missing (placeholder-looking SPEC sample)
    row(403, 1234569, Permission, Never, 0), // insufficient permission (placeholder-looking SPEC sample)
    row(506, 0, InvalidParameter, Never, 0), // duplicate post (generic Graph)
    row(613, 0, RateLimit, Later, 0), // call rate limit
    row(803, 0, NotFound, Never, 0), // object not found or not accessible (bad alias or id)
    row(803, 1675030, NotFound, Never, 0), // partner solution not found or not accessible
    row(2500, 0, InvalidParameter, Never, 0), // Graph path/query cannot be parsed, or no active token for 'me'
    row(80007, 0, RateLimit, Later, 0), // WABA call rate limit reached
    row(80008, 0, RateLimit, Later, 0), // business-use-case rate limit for WhatsApp: too many calls to this WABA
    row(130403, 0, Recipient, Never, 0), // the business has blocked this recipient
    row(130429, 0, RateLimit, Later, 0), // Cloud API throughput
    row(130429, 2494055, RateLimit, Later, 0), // same, older responses carried this subcode
    row(130470, 0, Recipient, Never, 0), // old re-engagement error (pre 131047)
    row(130472, 0, Recipient, Never, 0), // recipient is in a Meta experiment group, message withheld
    row(130497, 0, Policy, Never, 0), // business may not message users in this country
    row(130501, 0, Unknown, Never, 0), // message type not supported
    row(131000, 0, TemporaryServer, Now, 0), // unknown failure; also flow public-key signing failed
    row(131005, 0, Permission, Never, 0), // access denied: permission not granted or removed
    row(131008, 0, InvalidParameter, Never, 0), // required parameter missing
    row(131009, 0, InvalidParameter, Never, 0), // parameter value invalid
    row(131009, 2494102, Media, Never, 0), // uploaded media handle invalid (template example)
    row(131016, 0, TemporaryServer, Later, 0), // a back-end service is temporarily unavailable
    row(131020, 0, Group, Never, 0), // bad group: cannot send to a group with a single member
    row(131021, 0, InvalidParameter, Never, 0), // sender and recipient are the same number
    row(131026, 0, Recipient, Never, 0), // undeliverable: not on WhatsApp, terms not accepted, old client, etc.
    row(131027, 0, Unknown, Never, 0), // legacy generic failure
    row(131030, 0, Recipient, Never, 0), // recipient not in the allowed list of a test number
    row(131031, 0, Policy, Never, 0), // account locked: policy, or request data (e.g. PIN) does not match the WABA
    row(131035, 0, Unknown, Never, 0), // no-storage account
    row(131036, 0, Recipient, Never, 0), // no-storage account: payload for a client retry no longer stored
    row(131037, 0, Permission, Never, 0), // 555 number needs an approved display name before sending
    row(131041, 0, Group, Never, 0), // group unknown, or business not a member
    row(131042, 0, Payment, Never, 0), // payment method or billing problem
    row(131044, 0, Payment, Never, 0), // no valid payment method for calling
    row(131045, 0, Permission, Never, 0), // sending failed because of a phone-number registration (certificate) problem
    row(131047, 0, Recipient, Never, 0), // customer service window closed
    row(131048, 0, RateLimit, Never, 0), // spam rate limit: too many earlier messages blocked or flagged
    row(131049, 0, Recipient, Later, 86400), // withheld to keep healthy engagement
    row(131050, 0, Recipient, Never, 0), // recipient stopped marketing messages from this business
    row(131051, 0, InvalidParameter, Never, 0), // message type not supported
    row(131052, 0, Media, Never, 0), // media could not be downloaded (inbound over 100 MB, or outbound link failed)
    row(131053, 0, Media, Never, 0), // media could not be uploaded (type, MIME mismatch, size)
    row(131055, 0, InvalidParameter, Never, 0), // method not allowed
    row(131056, 0, RateLimit, Later, 6), // pair rate limit: too many messages to the same user
    row(131057, 0, TemporaryServer, Later, 60), // account in maintenance (often the throughput upgrade)
    row(131059, 0, InvalidParameter, Never, 0), // paging cursor expired or corrupt
    row(131060, 0, Unknown, Never, 0), // message from a companion device is not available to Cloud API (coexistence)
    row(131062, 0, Recipient, Never, 0), // business-scoped user id not accepted for this message
    row(131063, 0, Policy, Never, 0), // marketing templates disabled on Cloud API for this account
    row(131064, 0, Policy, Later, 0), // messaging limited because of template classification violations
    row(131201, 0, Group, Never, 0), // group request partly succeeded
    row(131202, 0, Group, Never, 0), // duplicate participant in the input list
    row(131203, 0, Group, Never, 0), // participant has not accepted the current terms and privacy policy
    row(131204, 0, Group, Never, 0), // too many participants
    row(131207, 0, Policy, Never, 0), // group suspended for policy violation
    row(131208, 0, RateLimit, Later, 0), // too many group operations from this number
    row(131209, 0, Media, Never, 0), // group picture is not square
    row(131210, 0, Media, Never, 0), // group picture smaller than 192x192
    row(131211, 0, RateLimit, Never, 0), // group creation limit reached
    row(131212, 0, Group, Never, 0), // participant is not in the group
    row(131213, 0, NotFound, Never, 0), // join request does not exist
    row(131214, 0, Policy, Later, 604800), // group creation temporarily disabled
    row(131215, 0, Permission, Never, 0), // number not eligible for the Groups API
    row(132000, 0, Template, Never, 0), // number of parameter values does not match the template
    row(132001, 0, NotFound, Never, 0), // template missing in that language or not approved
    row(132005, 0, Template, Never, 0), // template text too long after filling/translation
    row(132007, 0, Policy, Never, 0), // template content violates a policy
    row(132008, 0, Template, Never, 0), // template parameter value invalid
    row(132012, 0, Template, Never, 0), // parameter value has the wrong format
    row(132015, 0, Template, Later, 10800), // template paused for low quality
    row(132016, 0, Template, Never, 0), // template permanently disabled
    row(132018, 0, Template, Never, 0), // template parameter validation failed (v23+ wording)
    row(132068, 0, Flow, Never, 0), // flow is blocked
    row(132069, 0, Flow, Later, 3600), // flow is throttled, 10 messages already sent in the last hour
    row(133000, 0, TemporaryServer, Later, 0), // an earlier deregistration did not finish
    row(133004, 0, TemporaryServer, Later, 0), // registration server temporarily unavailable
    row(133005, 0, InvalidParameter, Never, 0), // two-step PIN wrong
    row(133006, 0, Permission, Never, 0), // phone number must be verified (again) before registration
    row(133008, 0, RateLimit, Later, 0), // too many two-step PIN guesses
    row(133009, 0, RateLimit, Later, 0), // two-step PIN entered too fast
    row(133010, 0, NotFound, Never, 0), // phone number not registered on the platform
    row(133015, 0, TemporaryServer, Later, 300), // number was just deleted and deletion is not finished
    row(133016, 0, RateLimit, Later, 259200), // too many register/deregister calls
    row(134011, 0, Payment, Never, 0), // WhatsApp payments terms not accepted
    row(134100, 0, InvalidParameter, Never, 0), // MM API: only marketing templates
    row(134101, 0, TemporaryServer, Later, 600), // MM API: template still syncing
    row(134102, 0, Template, Never, 0), // MM API: template unavailable (sync failed or account not eligible)
    row(134103, 0, Unknown, Never, 0), // MM API: listed by number only, meaning not published
    row(135000, 0, InvalidParameter, Never, 0), // generic user error with request parameters
    row(136024, 0, InvalidParameter, Never, 0), // phone number verification/registration step refused (e.g. already verified)
    row(137000, 0, Recipient, Never, 0), // recipient identity key hash does not match
    row(138000, 0, Call, Never, 0), // calling not enabled on this number
    row(138001, 0, Call, Never, 0), // receiver cannot be called (not on WhatsApp, old client, terms)
    row(138002, 0, RateLimit, Later, 0), // concurrent call limit reached
    row(138003, 0, Call, Later, 0), // a call between these parties is already running
    row(138004, 0, TemporaryServer, Now, 0), // call connection error
    row(138005, 0, RateLimit, Later, 0), // call rate limit of the number exceeded
    row(138006, 0, Call, Never, 0), // no approved call permission from this user
    row(138007, 0, Call, Now, 0), // connect timed out: SDP answer not applied in time
    row(138009, 0, RateLimit, Later, 86400), // call-permission-request limit for this user reached
    row(138011, 0, Call, Never, 0), // mentioned in calling FAQ without definition
    row(138012, 0, RateLimit, Later, 86400), // business-initiated connected-call limit for this user reached
    row(138013, 0, Policy, Never, 0), // business-initiated calling not available for this country
    row(138014, 0, Policy, Later, 604800), // calling temporarily disabled for low quality
    row(138015, 0, Permission, Never, 0), // calling cannot be enabled: messaging limit below 2000
    row(138017, 0, Call, Never, 0), // permanent call permission already exists
    row(138018, 0, Permission, Never, 0), // technical prerequisites missing (no calls subscription and no SIP)
    row(138019, 0, Call, Now, 0), // call setup failed (error inside terminate webhook)
    row(138020, 0, Call, Now, 0), // relay connection failed (error inside terminate webhook)
    row(138021, 0, Call, Now, 0), // no media received in time (error inside terminate webhook)
    row(138022, 0, Call, Now, 0), // no media sent in time (error inside terminate webhook)
    row(138023, 0, Call, Now, 0), // accepted but no media signals (error inside terminate webhook)
    row(138024, 0, Call, Never, 0), // SIP not configured (health status)
    row(138025, 0, Call, Never, 0), // SIP not configured, second variant (health status)
    row(139000, 0, Policy, Never, 0), // flow creation or publishing blocked by integrity
    row(139001, 0, Flow, Never, 0), // flow cannot be updated
    row(139002, 0, Flow, Never, 0), // flow cannot be published
    row(139003, 0, Flow, Never, 0), // flow cannot be deprecated (not published, or already deprecated)
    row(139004, 0, Flow, Never, 0), // published flow cannot be deleted
    row(139006, 0, Flow, Later, 0), // not enough data for flow metrics
    row(139100, 0, Recipient, Never, 0), // some or all users could not be blocked/unblocked (per-user errors in body)
    row(139101, 0, RateLimit, Never, 0), // block list full (64 000)
    row(139102, 0, TemporaryServer, Now, 0), // block list changed while paging (message text shows 135002)
    row(139103, 0, TemporaryServer, Now, 0), // internal block-list error
    row(141002, 0, Template, Never, 0), // template not approved or unusable
    row(141006, 0, Payment, Never, 0), // payment method problem blocks business-initiated messages
    row(141010, 0, Policy, Never, 0), // business not verified (limited)
    row(141014, 0, Policy, Never, 0), // WABA banned
    row(147001, 0, InvalidParameter, Never, 0), // username not available
    row(147002, 0, Permission, Never, 0), // account not eligible for a username
    row(147003, 0, Permission, Never, 0), // username is held by a Facebook account that is not linked
    row(147004, 0, Permission, Never, 0), // username is held by an Instagram account that is not linked
    row(147005, 0, InvalidParameter, Never, 0), // username belongs to another number; force_transfer needed
    row(200002, 0, Template, Never, 0), // template creation failed (Graph reference of template node)
    row(200005, 0, InvalidParameter, Never, 0), // template insights not available for this WABA yet
    row(200006, 0, InvalidParameter, Never, 0), // template insights cannot be switched off again
    row(200007, 0, InvalidParameter, Never, 0), // template insights not enabled
    row(200008, 0, InvalidParameter, Never, 0), // WABA has no linked phone numbers
    row(1609005, 0, InvalidParameter, Never, 0), // link could not be scraped (generic Graph)
    row(1752041, 0, InvalidParameter, Never, 0), // a partner already requested onboarding of this business to MM API
    row(2494100, 0, TemporaryServer, Later, 0), // phone number in maintenance mode
    row(2494164, 0, NotFound, Never, 0), // in-app signup not found
    row(2494165, 0, Permission, Never, 0), // in-app signup API not enabled for the WABA
    row(2494166, 0, InvalidParameter, Never, 0), // unknown placeholder in signup text
    row(2494167, 0, InvalidParameter, Never, 0), // placeholder value missing
    row(2494168, 0, Policy, Never, 0), // signup terms not accepted
    row(2494176, 0, InvalidParameter, Never, 0), // signup terms already accepted
    row(2494177, 0, InvalidParameter, Never, 0), // terms URL not allowed
    row(2494179, 0, InvalidParameter, Never, 0), // website URL scheme not allowed
    row(2593079, 0, InvalidParameter, Never, 0), // WABA already marked for migration to another solution (OBO model, deprecated)
    row(2593085, 0, InvalidParameter, Never, 0), // WABA not eligible for ownership transfer (OBO, deprecated)
    row(2593107, 0, RateLimit, Never, 0), // coexistence sync endpoint already called (once per sync type)
    row(2593108, 0, InvalidParameter, Never, 0), // coexistence sync called later than 24 h after onboarding
    row(2593109, 0, Permission, Never, 0), // business declined to share chat history
    row(4233041, 0, NotFound, Never, 0), // flow migration
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_sorted() {
        // 220 rows of the fact sheet: these, the range 200-299, and three HTTP statuses.
        assert_eq!(ROWS.len() + 1 + 3, 220);
        assert!(
            ROWS.windows(2)
                .all(|pair| (pair[0].code, pair[0].subcode) < (pair[1].code, pair[1].subcode))
        );
        let count = |class| ROWS.iter().filter(|row| row.class == class).count();
        assert_eq!(count(RateLimit), 27);
        assert_eq!(count(Template), 24);
        assert_eq!(count(InvalidParameter), 40);
        assert_eq!(count(Permission) + 1, 22);
        assert_eq!(count(Flow) + 3, 10);
    }

    #[test]
    fn the_most_specific_row_wins() {
        assert_eq!(lookup(100, None).map(|r| r.class), Some(InvalidParameter));
        assert_eq!(lookup(100, Some(33)).map(|r| r.class), Some(NotFound));
        assert_eq!(
            lookup(100, Some(1)).map(|r| r.class),
            Some(InvalidParameter)
        );
        assert_eq!(lookup(2_388_019, None).map(|r| r.class), Some(RateLimit));
        assert_eq!(lookup(33, None).map(|r| r.class), Some(NotFound));
        assert_eq!(lookup(251, None).map(|r| r.class), Some(Permission));
        assert!(lookup(300, None).is_none());
        assert!(lookup(-1, Some(0)).is_none());
    }

    #[test]
    fn every_documented_rate_limit_is_one() {
        for code in [
            4, 17, 32, 341, 613, 80007, 80008, 130429, 131048, 131056, 131208, 133016, 138005,
        ] {
            assert_eq!(
                lookup(code, None).map(|r| r.class),
                Some(RateLimit),
                "{code}"
            );
        }
    }
}
