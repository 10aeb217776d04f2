//! Options of rules: a plain struct in the rule's own file, with types, defaults and texts read off it.

use std::any::Any;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A struct that holds the options of one rule; the doc comments of its fields describe them.
pub trait RuleOptions: Default + DeserializeOwned + Serialize + JsonSchema + Send + Sync + 'static {}

impl<T: Default + DeserializeOwned + Serialize + JsonSchema + Send + Sync + 'static> RuleOptions for T {}

/// The options of a rule, its struct forgotten.
#[derive(Clone, Copy)]
pub struct OptionSet {
    parse: fn(Value) -> Result<Box<dyn Any + Send + Sync>, String>,
    default: fn() -> Value,
    schema: fn() -> Value,
}

/// One option.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionInfo {
    /// Its name.
    pub name: String,
    /// What it does.
    pub summary: String,
    /// Its default.
    pub default: Value,
}

impl fmt::Debug for OptionSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.list()).finish()
    }
}

impl OptionSet {
    /// The options that `T` holds.
    pub const fn of<T: RuleOptions>() -> Self {
        Self {
            parse: |value| match serde_json::from_value::<T>(value) {
                Ok(options) => Ok(Box::new(options)),
                Err(error) => Err(error.to_string()),
            },
            default: || serde_json::to_value(T::default()).unwrap_or_default(),
            schema: || schemars::schema_for!(T).to_value(),
        }
    }

    /// Reads a table of options; what it does not name has its default.
    ///
    /// # Errors
    /// What is wrong with the table: an unknown name, a wrong type, a value outside its range.
    pub fn parse(&self, table: Value) -> Result<Box<dyn Any + Send + Sync>, String> {
        (self.parse)(table)
    }

    /// The JSON Schema of the table.
    pub fn schema(&self) -> Value {
        (self.schema)()
    }

    /// Every option, sorted by name.
    pub fn list(&self) -> Vec<OptionInfo> {
        let (schema, defaults) = (self.schema(), (self.default)());
        let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        let mut options: Vec<OptionInfo> = properties
            .into_iter()
            .map(|(name, property)| OptionInfo {
                summary: property.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
                default: defaults.get(&name).cloned().unwrap_or_default(),
                name,
            })
            .collect();
        options.sort_by(|one, other| one.name.cmp(&other.name));
        options
    }
}
