//! `POST /services/Soap/u/{version}`: the SOAP call `login`. Others are not supported.

use super::token::user_named;
use crate::message::{Reply, Req};
use crate::world::World;

const XML: &str = "text/xml;charset=UTF-8";

/// Logs in a user of the seed with any password.
pub fn login(world: &mut World, req: &Req, version: &str, base: &str) -> Reply {
    let body = String::from_utf8_lossy(&req.body).into_owned();
    let Some(user) = inside(&body, "username").and_then(|name| user_named(world, &name)) else {
        let fault = "<faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, \
                     security token; or user locked out.</faultstring>";
        return Reply::text(500, XML, envelope(&format!("<soapenv:Fault>{fault}</soapenv:Fault>")));
    };
    let token = world.sessions.issue(world.org.id, user, "");
    let name = |field| world.org.value("User", user, field).plain();
    let server = format!("{base}/services/Soap/u/{version}/{}", world.org.id.short());
    let info = format!(
        "<organizationId>{}</organizationId><userEmail>{}</userEmail><userFullName>{}</userFullName>\
         <userId>{user}</userId><userName>{}</userName>",
        world.org.id,
        name("Email"),
        name("Name"),
        name("Username")
    );
    Reply::text(
        200,
        XML,
        envelope(&format!(
            "<loginResponse><result><metadataServerUrl>{base}/services/Soap/m/{version}</metadataServerUrl>\
             <passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>{server}</serverUrl>\
             <sessionId>{token}</sessionId><userId>{user}</userId><userInfo>{info}</userInfo></result></loginResponse>"
        )),
    )
}

fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\">\
         <soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )
}

/// Returns the text of the first element with this name, whatever its prefix.
fn inside(body: &str, name: &str) -> Option<String> {
    let open = [format!("<{name}>"), format!(":{name}>")];
    let start = open.iter().find_map(|tag| body.find(tag.as_str()).map(|i| i + tag.len()))?;
    let text = body[start..].split('<').next()?;
    Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
