//! The token source: fixed, from the host's function, or added by a proxy.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::base::error::{Code, Problem};
use crate::rest::AccessToken;
use crate::wasm::convert::adopted;
use crate::wasm::transport::Deadline;

/// A token with its generation.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) token: AccessToken,
    pub(crate) generation: u32,
}

/// The most calls of a provider for one request, if the page forgets each token before it arrives. The page may
/// do so in a loop.
const MOST_ASKED: u32 = 3;

/// Supplies the token. A provider is called once for all requests that need a token at the same time.
pub(crate) struct TokenSource {
    provider: Option<Function>,
    known: Rc<Known>,
}

/// The state that outlives a request, because a provider may answer after the request has given up.
#[derive(Default)]
struct Known {
    held: RefCell<Option<Held>>,
    /// The pending promise of the provider, and the generation of its token. The provider is never called twice
    /// at the same time.
    asking: RefCell<Option<(Promise, u32)>>,
    /// The generation of the last token that was requested, or forgotten after that.
    generation: Cell<u32>,
}

impl TokenSource {
    /// No token, because a proxy adds it.
    pub(crate) fn none() -> Self {
        Self { provider: None, known: Rc::default() }
    }

    /// A fixed token.
    pub(crate) fn fixed(token: AccessToken) -> Self {
        let source = Self::none();
        *source.known.held.borrow_mut() = Some(Held { token, generation: 0 });
        source
    }

    /// The host's function.
    pub(crate) fn provider(provider: Function) -> Self {
        Self { provider: Some(provider), ..Self::none() }
    }

    /// Returns true if there is a provider that can return another token.
    pub(crate) fn is_renewable(&self) -> bool {
        self.provider.is_some()
    }

    /// Drops the token, so that the next request calls the provider. A token that is still on its way is
    /// discarded.
    pub(crate) fn forget(&self) {
        if self.is_renewable() {
            self.known.next();
            *self.known.held.borrow_mut() = None;
        }
    }

    /// Returns the token to send; `None` if a proxy adds it.
    pub(crate) async fn current(&self, limit: &Deadline) -> Result<Option<Held>, Problem> {
        let held = self.known.held.borrow().clone();
        // While a newer token is on its way, the current one has expired.
        let asking = self.known.asking.borrow().is_some();
        match (held, &self.provider) {
            (Some(held), _) if !asking => Ok(Some(held)),
            (held, None) => Ok(held),
            (_, Some(provider)) => self.ask(provider, limit).await.map(Some),
        }
    }

    /// Returns a newer token than the refused one; `None` without a provider.
    pub(crate) async fn renew(&self, refused: u32, limit: &Deadline) -> Result<Option<Held>, Problem> {
        let held = self.known.held.borrow().clone();
        match (held, &self.provider) {
            // Another request has already renewed it.
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
                return Err(Problem::new(Code::Timeout, "`accessToken` returned no token in time"));
            }
            asked += 1;
            if generation == self.known.generation.get() || asked == MOST_ASKED {
                return read(answer, generation);
            }
        }
    }
}

impl Known {
    /// Calls the provider. Keeps its token even if no request waits for it any more.
    fn ask(self: &Rc<Self>, provider: &Function) -> (Promise, u32) {
        // The generation comes first, because the provider may forget the token during the call.
        let generation = self.next();
        // A provider that throws counts as one that rejects.
        let promise = match provider.call0(&JsValue::UNDEFINED) {
            Ok(value) => adopted(&value),
            Err(thrown) => Promise::reject(&thrown),
        };
        *self.asking.borrow_mut() = Some((promise.clone(), generation));
        // This handler comes first, so that a request that continues finds the token stored.
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

/// Reads the provider's result. What it threw is not repeated, because it may contain a token.
fn read(answer: Result<JsValue, JsValue>, generation: u32) -> Result<Held, Problem> {
    let value = answer.map_err(|thrown| {
        Problem::new(reason(&thrown), "`accessToken` returned no token: the function threw or rejected")
    })?;
    let text = value.as_string().ok_or_else(|| {
        Problem::new(Code::InvalidAccessToken, "`accessToken` returned something other than a text")
    })?;
    Ok(Held { token: AccessToken::new(&text)?, generation })
}

/// A provider may report with a code that it could not ask for a token. Otherwise the session has ended.
fn reason(thrown: &JsValue) -> Code {
    let code = Reflect::get(thrown, &"code".into()).ok().and_then(|code| code.as_string());
    [Code::Offline, Code::Network, Code::Timeout, Code::ServerUnavailable]
        .into_iter()
        .find(|known| code.as_deref() == Some(known.as_str()))
        .unwrap_or(Code::SessionExpired)
}
