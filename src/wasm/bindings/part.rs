//! Parts of the module that are loaded on demand (`docs/decisions/parts.md`).
//!
//! A part has one entry point. The code behind it, and behind the trait object that it returns, moves out of
//! the first module. Exported methods stay there, so their fields must not name the part's types. The loader
//! attaches the part before it calls such a method (`pkg-template/src/parts.ts`); builds that are not split
//! just call it.

#[cfg(feature = "split")]
use js_sys::{Promise, Reflect};
#[cfg(feature = "split")]
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
#[cfg(feature = "split")]
use wasm_bindgen_futures::JsFuture;

#[cfg(feature = "split")]
use crate::base::error::Code;
use crate::base::error::Problem;

/// Declares the entry point of a part: a function that returns its result, or an error if the part is not
/// attached.
macro_rules! part {
    ($part:ident: $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> $returned:ty $body:block) => {
        $visibility fn $name($($argument: $type),*) -> Result<$returned, $crate::base::error::Problem> {
            #[cfg(feature = "split")]
            {
                use $crate::wasm::bindings::part;

                #[wasm_split_helpers::wasm_split($part, wasm_split_path = part, fallible)]
                fn $part($($argument: $type),*) -> Result<$returned, part::SplitLoaderError> {
                    Ok($body)
                }
                part::enter($part($($argument),*))
            }
            #[cfg(not(feature = "split"))]
            Ok($body)
        }
    };
}
pub(super) use part;

/// Error for a part that the loader has not attached.
#[cfg(feature = "split")]
pub(super) struct SplitLoaderError;

/// What the generated entrances ask the loader by. Ours answers before it returns, so nothing has to be kept until it does.
#[cfg(feature = "split")]
pub(super) mod rt {
    use std::ffi::c_void;
    use std::pin::Pin;
    use std::ptr::null;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::SplitLoaderError;

    static ATTACHED: AtomicBool = AtomicBool::new(false);

    pub(in super::super) type LoadCallbackFn = unsafe extern "C" fn(*const c_void, bool);
    type LoadFn = unsafe extern "C" fn(LoadCallbackFn, *const c_void);

    pub(in super::super) struct LazySplitLoader(LoadFn);

    #[allow(unsafe_code, reason = "the generated code asks for it")]
    impl LazySplitLoader {
        /// # Safety
        ///
        /// The function calls back with the data that it is given.
        pub(in super::super) const unsafe fn new(load: LoadFn) -> Self {
            Self(load)
        }
    }

    extern "C" fn answer(_: *const c_void, is_attached: bool) {
        ATTACHED.store(is_attached, Ordering::Relaxed);
    }

    #[allow(clippy::unused_async, reason = "the generated code awaits it")]
    pub(in super::super) async fn ensure_loaded(
        loader: Pin<&'static LazySplitLoader>,
    ) -> Result<(), SplitLoaderError> {
        ATTACHED.store(false, Ordering::Relaxed);
        #[allow(unsafe_code, reason = "the loader's function only calls back")]
        // SAFETY: `answer` does not use the data.
        unsafe {
            (loader.0)(answer, null());
        }
        if ATTACHED.load(Ordering::Relaxed) { Ok(()) } else { Err(SplitLoaderError) }
    }
}

/// Enters a part. The future is ready when it is polled, because the loader answers immediately.
#[cfg(feature = "split")]
pub(super) fn enter<T>(entering: impl Future<Output = Result<T, SplitLoaderError>>) -> Result<T, Problem> {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    match pin!(entering).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(entered)) => Ok(entered),
        Poll::Ready(Err(SplitLoaderError)) | Poll::Pending => {
            let problem = Problem::new(Code::NotInitialized, "a part of the WebAssembly is not loaded");
            Err(problem.with_help("await `init()` first"))
        }
    }
}

/// A part that is being loaded, for a task that learns only while it runs that it needs one.
pub(crate) struct Loading(#[cfg(feature = "split")] JsFuture);

#[cfg(feature = "split")]
#[wasm_bindgen(raw_module = "./parts.js")]
extern "C" {
    #[wasm_bindgen(js_name = loadPart)]
    fn load_part(part: &str) -> Promise;
}

impl Loading {
    /// Begins to load a part.
    #[cfg_attr(not(feature = "split"), allow(unused_variables, reason = "nothing is split off"))]
    pub(crate) fn start(part: &str) -> Self {
        Self(
            #[cfg(feature = "split")]
            load_part(part).into(),
        )
    }

    /// Waits until the part can be entered.
    ///
    /// # Errors
    ///
    /// The loader's problem.
    #[cfg_attr(not(feature = "split"), allow(clippy::unused_async, reason = "nothing is split off"))]
    pub(crate) async fn done(self) -> Result<(), Problem> {
        #[cfg(feature = "split")]
        self.0.await.map_err(|thrown| read_problem(&thrown))?;
        Ok(())
    }
}

/// A problem of the loader.
#[cfg(feature = "split")]
fn read_problem(thrown: &JsValue) -> Problem {
    let text = |key: &str| Reflect::get(thrown, &key.into()).ok().and_then(|text| text.as_string());
    let code = match text("code").as_deref() {
        Some("wasm_blocked") => Code::WasmBlocked,
        Some("not_initialized") => Code::NotInitialized,
        _ => Code::WasmUnavailable,
    };
    let mut problem = Problem::new(code, text("message").unwrap_or_default());
    problem.help = text("help").or(problem.help);
    problem
}
