//! Where the token comes from: given once, asked for, or added by a proxy.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::adopted;
use crate::base::error::{Code, Problem};
use crate::rest::AccessToken;
use crate::wasm::transport::Deadline;

/// A token, and which one it is.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) token: AccessToken,
    pub(crate) generation: u32,
}

/// How often a provider is asked for one request whose token is forgotten each time before it comes: a page that draws
/// all the while has its say in the end.
const MOST_ASKED: u32 = 3;

/// Gives the token. A provider is asked once for all requests that need one at the same time.
pub(crate) struct TokenSource {
    provider: Option<Function>,
    known: Rc<Known>,
}

/// What outlives the request that asked: a provider may answer when that one has long given up.
#[derive(Default)]
struct Known {
    held: RefCell<Option<Held>>,
    /// What the provider has not settled yet, and which token it will be. It is never asked twice at the same time.
    asking: RefCell<Option<(Promise, u32)>>,
    /// The last token that was asked for, or that was forgotten after it.
    generation: Cell<u32>,
}

impl TokenSource {
    /// No token: a proxy adds it.
    pub(crate) fn none() -> Self {
        Self { provider: None, known: Rc::default() }
    }

    /// This token and no other.
    pub(crate) fn fixed(token: AccessToken) -> Self {
        let source = Self::none();
        *source.known.held.borrow_mut() = Some(Held { token, generation: 0 });
        source
    }

    /// The host's function.
    pub(crate) fn provider(provider: Function) -> Self {
        Self { provider: Some(provider), ..Self::none() }
    }

    /// True where somebody can be asked for another one.
    pub(crate) fn is_renewable(&self) -> bool {
        self.provider.is_some()
    }

    /// The next request asks the provider. A token that is being asked for is none any more when it comes.
    pub(crate) fn forget(&self) {
        if self.is_renewable() {
            self.known.next();
            *self.known.held.borrow_mut() = None;
        }
    }

    /// The token to send; `None` where a proxy adds it.
    pub(crate) async fn current(&self, limit: &Deadline) -> Result<Option<Held>, Problem> {
        let held = self.known.held.borrow().clone();
        // While a newer one is being asked for, the one that is held has expired.
        let asking = self.known.asking.borrow().is_some();
        match (held, &self.provider) {
            (Some(held), _) if !asking => Ok(Some(held)),
            (held, None) => Ok(held),
            (_, Some(provider)) => self.ask(provider, limit).await.map(Some),
        }
    }

    /// A newer token than the one that was refused; `None` where there is none to be had.
    pub(crate) async fn renew(&self, refused: u32, limit: &Deadline) -> Result<Option<Held>, Problem> {
        let held = self.known.held.borrow().clone();
        match (held, &self.provider) {
            // Somebody else renewed it while this request was under way.
            (Some(held), _) if held.generation > refused => Ok(Some(held)),
            (_, Some(provider)) => self.ask(provider, limit).await.map(Some),
            (_, None) => Ok(None),
        }
    }

    async fn ask(&self, provider: &Function, limit: &Deadline) -> Result<Held, Problem> {
        let mut asked = 0;
        loop {
            let under_way = self.known.asking.borrow().clone();
            let (promise, generation) = under_way.unwrap_or_else(|| self.known.ask(provider));
            let answer = JsFuture::from(limit.race(&promise)).await;
            if limit.is_over() {
                return Err(Problem::new(Code::Timeout, "`accessToken` gave no token in time"));
            }
            asked += 1;
            if generation == self.known.generation.get() || asked == MOST_ASKED {
                return read(answer, generation);
            }
        }
    }
}

impl Known {
    /// Asks, and keeps what comes whenever it comes, whoever still waits for it.
    fn ask(self: &Rc<Self>, provider: &Function) -> (Promise, u32) {
        // Before it is called: it may well forget the token itself.
        let generation = self.next();
        // A provider that throws is one that rejects.
        let promise = match provider.call0(&JsValue::UNDEFINED) {
            Ok(value) => adopted(&value),
            Err(thrown) => Promise::reject(&thrown),
        };
        *self.asking.borrow_mut() = Some((promise.clone(), generation));
        // Listens before anybody else does: who goes on with the token finds it held.
        let (known, answer) = (Rc::clone(self), JsFuture::from(promise.clone()));
        spawn_local(async move {
            let answer = answer.await;
            *known.asking.borrow_mut() = None;
            match read(answer, generation) {
                Ok(held) if generation == known.generation.get() => *known.held.borrow_mut() = Some(held),
                Ok(_) | Err(_) => {}
            }
        });
        (promise, generation)
    }

    fn next(&self) -> u32 {
        let next = self.generation.get() + 1;
        self.generation.set(next);
        next
    }
}

/// Reads what the provider gave. What it threw is not repeated: it may hold a token.
fn read(answer: Result<JsValue, JsValue>, generation: u32) -> Result<Held, Problem> {
    let value = answer.map_err(|thrown| {
        Problem::new(reason(&thrown), "`accessToken` gave no token: the function threw or rejected")
    })?;
    let text = value.as_string().ok_or_else(|| {
        Problem::new(Code::InvalidAccessToken, "`accessToken` gave something that is not a text")
    })?;
    Ok(Held { token: AccessToken::new(&text)?, generation })
}

/// A provider may say by a code that it could not ask for a token; otherwise there is none to be had any more.
fn reason(thrown: &JsValue) -> Code {
    let code = Reflect::get(thrown, &"code".into()).ok().and_then(|code| code.as_string());
    [Code::Offline, Code::Network, Code::Timeout, Code::ServerUnavailable]
        .into_iter()
        .find(|known| code.as_deref() == Some(known.as_str()))
        .unwrap_or(Code::SessionExpired)
}
