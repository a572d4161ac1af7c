//! Deployments: the list, and the pages of one.

mod list;
mod logs;
mod logs_view;
pub mod model;
mod money_view;
mod overview;
mod rule;
mod streams;
mod update;
mod view;

pub use list::DeploymentsPage;
pub use rule::account_of;
pub use view::DeploymentPage;
