//! Where a Helm chart keeps its templates, which are no YAML until they are rendered.

use std::ffi::OsStr;
use std::path::Path;

/// The file that makes a folder a chart.
const CHART: &str = "Chart.yaml";

/// The folder of a chart whose files `helm` renders (helm `pkg/chart/loader/load.go`, `LoadFiles`).
const TEMPLATES: &str = "templates";

/// The folder of a chart that holds further charts.
const CHARTS: &str = "charts";

/// Whether `path` is the folder of a chart's templates or lies anywhere in one.
pub(super) fn holds_templates(path: &Path) -> bool {
    path.ancestors().any(is_template_folder)
}

/// Whether `folder` itself is a chart's folder of templates.
pub(super) fn is_template_folder(folder: &Path) -> bool {
    if folder.file_name() != Some(OsStr::new(TEMPLATES)) {
        return false;
    }
    let Some(chart) = folder.parent() else {
        return false;
    };
    is_chart(chart)
        || chart.parent().is_some_and(|charts| charts.ends_with(CHARTS) && charts.parent().is_some_and(is_chart))
}

fn is_chart(folder: &Path) -> bool {
    folder.join(CHART).is_file()
}
