//! Parts of the module that are loaded on demand (`docs/decisions/parts.md`).
//!
//! A part has one entry point. The code behind it, and behind the trait object that it returns, moves out of
//! the first module. Exported methods stay there, so their fields must not name the part's types. The loader
//! attaches the part before it calls such a method (`pkg-template/src/parts.ts`); builds that are not split
//! just call it.

/// Declares the entry point of a part: a function that returns its result, or an error if the part is not
/// attached.
macro_rules! part {
    ($part:ident: $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> $returned:ty $body:block) => {
        $visibility fn $name($($argument: $type),*) -> Result<$returned, wasm_bindgen::JsValue> {
            #[cfg(feature = "split")]
            {
                #[wasm_split_helpers::wasm_split($part, fallible)]
                fn $part($($argument: $type),*) -> Result<$returned, $crate::wasm::bindings::part::NotAttached> {
                    Ok($body)
                }
                $crate::wasm::bindings::part::enter($part($($argument),*))
            }
            #[cfg(not(feature = "split"))]
            Ok($body)
        }
    };
}
pub(super) use part;

/// Error for a part that the loader has not attached.
#[cfg(feature = "split")]
pub(super) struct NotAttached;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotAttached {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Runs a future that waits only for its part. The first poll asks the loader, which answers immediately if the
/// part is attached.
#[cfg(feature = "split")]
pub(super) fn enter<T>(
    entering: impl Future<Output = Result<T, NotAttached>>,
) -> Result<T, wasm_bindgen::JsValue> {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use crate::base::error::{Code, Problem};
    use crate::wasm::convert::to_error;

    let mut entering = pin!(entering);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..2 {
        if let Poll::Ready(Ok(entered)) = entering.as_mut().poll(&mut context) {
            return Ok(entered);
        }
    }
    let problem = Problem::new(Code::NotInitialized, "a part of the WebAssembly is not loaded");
    Err(to_error(&problem.with_help("await `init()` first")))
}
