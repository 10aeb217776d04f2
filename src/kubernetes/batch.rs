//! Pods that run to their end, once or by the clock.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A Job: an object of its own, or what a CronJob makes. Its pod is that of [`super::Workload`].
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// A CronJob.
#[derive(Debug, Clone, Copy)]
pub struct CronJob<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

impl<'a> Job<'a> {
    /// The Job that an object is, or the one that a CronJob makes.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = match object.kind {
            Kind::Job => object.spec(),
            Kind::CronJob => object.node.path(&["spec", "jobTemplate", "spec"]),
            _ => None,
        };
        spec.filter(|spec| spec.is_map()).map(|spec| Self { spec })
    }

    /// How many pods must succeed: `completions`. None when it is not written (then one is enough) or no number.
    pub fn completions(self) -> Option<i64> {
        self.spec.get("completions").and_then(Node::as_int)
    }

    /// How many pods run at once: `parallelism`, 1 when it is not written (`SetDefaults_Job`).
    pub fn parallelism(self) -> Option<i64> {
        self.spec.written("parallelism").map_or(Some(1), Node::as_int)
    }

    /// How often a failed pod is tried again: `backoffLimit`, 6 when it is not written (`SetDefaults_Job`).
    pub fn backoff_limit(self) -> Option<i64> {
        self.spec.written("backoffLimit").map_or(Some(6), Node::as_int)
    }

    /// Seconds after which the Job is ended: the node of `activeDeadlineSeconds`.
    pub fn deadline(self) -> Option<Node<'a>> {
        self.spec.written("activeDeadlineSeconds")
    }

    /// Seconds after its end at which the Job is deleted: the node of `ttlSecondsAfterFinished`.
    pub fn time_to_live(self) -> Option<Node<'a>> {
        self.spec.written("ttlSecondsAfterFinished")
    }
}

impl<'a> CronJob<'a> {
    /// The CronJob that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::CronJob && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// The node of `schedule`.
    pub fn schedule(self) -> Option<Node<'a>> {
        self.spec.written("schedule")
    }

    /// The node of `timeZone`; without it the clock of the control plane counts.
    pub fn time_zone(self) -> Option<Node<'a>> {
        self.spec.written("timeZone")
    }

    /// What happens when the last run is not over: `concurrencyPolicy`, `Allow` when it is not written.
    pub fn concurrency_policy(self) -> Cow<'a, str> {
        self.spec.written("concurrencyPolicy").map_or(Cow::Borrowed("Allow"), Node::text)
    }

    /// Seconds that a run may start late: the node of `startingDeadlineSeconds`.
    pub fn starting_deadline(self) -> Option<Node<'a>> {
        self.spec.written("startingDeadlineSeconds")
    }

    /// Whether it makes no Jobs for now.
    pub fn is_suspended(self) -> bool {
        self.spec.get("suspend").and_then(Node::as_bool) == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn a_cron_job_holds_a_clock_and_a_job() {
        let text = "apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: \"0 3 * * *\"\n  suspend: true\n  jobTemplate: {spec: {completions: 3, ttlSecondsAfterFinished: 60}}\n";
        with_object(text, |object| {
            let cron_job = CronJob::of(object).unwrap();
            assert_eq!(cron_job.schedule().unwrap().text(), "0 3 * * *");
            assert_eq!(cron_job.concurrency_policy(), "Allow");
            assert!(cron_job.is_suspended() && cron_job.time_zone().is_none());
            let job = Job::of(object).unwrap();
            assert_eq!((job.completions(), job.parallelism(), job.backoff_limit()), (Some(3), Some(1), Some(6)));
            assert_eq!(job.time_to_live().unwrap().as_int(), Some(60));
        });
    }

    #[test]
    fn a_job_stands_alone_too() {
        let text = "apiVersion: batch/v1\nkind: Job\nspec: {parallelism: 0, backoffLimit: x}\n";
        with_object(text, |object| {
            let job = Job::of(object).unwrap();
            assert_eq!((job.completions(), job.parallelism(), job.backoff_limit()), (None, Some(0), None));
            assert!(CronJob::of(object).is_none());
        });
    }
}
