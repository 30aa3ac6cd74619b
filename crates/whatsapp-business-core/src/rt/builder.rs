//! What all request builders share.

/// Implements the methods that every request builder has: options, `send`, `.await` and `Debug`.
///
/// The builder has a field `transport`; the named fields, its path parameters, are shown in `Debug`.
#[doc(hidden)]
#[macro_export]
macro_rules! request_builder {
    ($name:ident { $($shown:ident),* }) => {
        impl $name {
            /// Uses this access token for this request.
            pub fn with_access_token(mut self, access_token: impl Into<$crate::AccessToken>) -> Self {
                self.transport.options_mut().access_token = Some(access_token.into());
                self
            }

            /// Sets the timeout of this request.
            pub fn with_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.transport.options_mut().timeout = Some(timeout);
                self
            }

            /// Sets options of this request; options that are not set keep their values.
            pub fn with_options(mut self, options: $crate::RequestOptions) -> Self {
                self.transport = self.transport.with_options(options);
                self
            }

            /// Sends the request and returns its response with status, headers and body. `.await` on the
            /// request itself returns the decoded value alone.
            ///
            /// # Errors
            ///
            /// As described at [`Client`](super::Client).
            pub async fn send(
                self,
            ) -> Result<$crate::Response<<Self as $crate::Operation>::Output>, $crate::Error> {
                self.transport.call(&self).await
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = Result<<Self as $crate::Operation>::Output, $crate::Error>;
            type IntoFuture = $crate::BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                // Encoded here, so that the future does not hold the arguments.
                let request = $crate::Operation::request(&self);
                let transport = self.transport;
                Box::pin(async move { Ok(transport.send_built(request).await?.into_inner()) })
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($shown), &self.$shown))*
                    .finish_non_exhaustive()
            }
        }
    };
}

/// Implements `pages` and `items` of a list, whose pages are linked as the [`Continue`](crate::page::Continue) says.
#[doc(hidden)]
#[macro_export]
macro_rules! pages {
    ($name:ident, $page:ty, $by:ident) => {
        impl $name {
            /// Returns the list page by page, beginning at `after` where it is set.
            pub fn pages(self) -> $crate::page::Pages<$page> {
                let start = self.after.clone();
                $crate::page::Pages::new(start, move |after| {
                    let mut request = self.clone();
                    request.after = after;
                    ::std::future::IntoFuture::into_future(request)
                })
                .continuing($crate::page::Continue::$by)
            }

            /// Returns the list item by item over all pages, beginning at `after` where it is set.
            pub fn items(self) -> $crate::page::Items<$page> {
                self.pages().items()
            }
        }
    };
}
