//! What sends traffic to Services from outside: Ingresses, HTTPRoutes, OpenShift Routes.
//!
//! Only sure links are given: both objects are in one scope and surely in one namespace.

use crate::kubernetes::{
    HttpRoute, Ingress, Kind, Object, OpenShiftRoute, Service, ServicePort, ServicePortRef, TargetPort,
};
use crate::project::{Namespaces, Scope};
use crate::yaml::Node;

/// An Ingress, HTTPRoute or OpenShift Route that sends traffic to a Service.
#[derive(Debug, Clone)]
pub struct Route<'a> {
    /// The object that routes.
    pub object: Object<'a>,
    /// The node of the Service's name in it.
    pub backend: Node<'a>,
    /// The Service.
    pub service: Service<'a>,
    /// The ports of the Service that get the traffic; none when the Service has no such port.
    pub ports: Vec<ServicePort<'a>>,
}

/// The Services of a scope that an Ingress, HTTPRoute or OpenShift Route sends traffic to; nothing for other kinds.
///
/// Upstream: an Ingress and an HTTPRoute mean `spec.ports[].port`, an Ingress also `spec.ports[].name`; an OpenShift
/// Route means the Service port's name or the pod's number, or every port when it states none.
pub fn routes<'a>(scope: Scope<'a>, object: Object<'a>) -> Vec<Route<'a>> {
    match object.kind {
        Kind::Ingress => Ingress::of(object).map(|ingress| ingress_routes(scope, ingress)),
        Kind::HTTPRoute => HttpRoute::of(object).map(|route| http_routes(scope, route)),
        Kind::Route => OpenShiftRoute::of(object).map(|route| openshift_routes(scope, route)),
        _ => None,
    }
    .unwrap_or_default()
}

/// Every Ingress, HTTPRoute and OpenShift Route of a scope that sends traffic to a Service.
pub fn routes_to<'a>(scope: Scope<'a>, service: Service<'a>) -> Vec<Route<'a>> {
    let names = scope.names_of(service.object);
    let mut objects: Vec<Object<'a>> = names.iter().flat_map(|name| scope.routing_to(name)).collect();
    objects.dedup_by_key(|object| object.id);
    let all = objects.into_iter().flat_map(|object| routes(scope, object));
    all.filter(|route| route.service.object.id == service.object.id).collect()
}

impl<'a> Route<'a> {
    fn of(
        object: Object<'a>,
        backend: Node<'a>,
        service: Service<'a>,
        is_meant: impl Fn(&ServicePort<'a>) -> bool,
    ) -> Self {
        Self { object, backend, service, ports: service.ports().filter(is_meant).collect() }
    }
}

fn ingress_routes<'a>(scope: Scope<'a>, ingress: Ingress<'a>) -> Vec<Route<'a>> {
    let mut found = Vec::new();
    for backend in ingress.backends() {
        let is_meant = |port: &ServicePort<'a>| match &backend.port {
            Some(ServicePortRef::Number(number)) => port.number() == Some(*number),
            Some(ServicePortRef::Name(name)) => port.name().as_ref() == Some(name),
            None => false,
        };
        let services = neighbours(scope, ingress.object, backend.service);
        found.extend(services.into_iter().map(|service| Route::of(ingress.object, backend.service, service, is_meant)));
    }
    found
}

fn http_routes<'a>(scope: Scope<'a>, route: HttpRoute<'a>) -> Vec<Route<'a>> {
    let mut found = Vec::new();
    for backend in route.backends() {
        let mut services: Vec<Service<'a>>;
        if let Some(namespace) = &backend.namespace {
            services = services_named(scope, backend.service);
            services.retain(|service| scope.namespace_of(service.object).as_ref() == Some(namespace));
        } else {
            services = neighbours(scope, route.object, backend.service);
        }
        let is_meant = |port: &ServicePort<'a>| backend.port.is_some() && port.number() == backend.port;
        found.extend(services.into_iter().map(|service| Route::of(route.object, backend.service, service, is_meant)));
    }
    found
}

fn openshift_routes<'a>(scope: Scope<'a>, route: OpenShiftRoute<'a>) -> Vec<Route<'a>> {
    let wanted = route.target_port();
    let is_meant = |port: &ServicePort<'a>| match wanted.map(|wanted| (wanted, wanted.as_int())) {
        None => true,
        Some((_, Some(number))) => port.target() == Some(TargetPort::Number(number)),
        Some((wanted, None)) => port.name() == Some(wanted.text()),
    };
    let mut found = Vec::new();
    for name in route.services() {
        let services = neighbours(scope, route.object, name);
        found.extend(services.into_iter().map(|service| Route::of(route.object, name, service, is_meant)));
    }
    found
}

fn services_named<'a>(scope: Scope<'a>, name: Node<'a>) -> Vec<Service<'a>> {
    scope.named(Kind::Service, &name.text()).filter_map(Service::of).collect()
}

/// The Services of a name that are surely in the namespace of `from`.
fn neighbours<'a>(scope: Scope<'a>, from: Object<'a>, name: Node<'a>) -> Vec<Service<'a>> {
    let mut services = services_named(scope, name);
    services.retain(|service| scope.namespaces(from, service.object) == Namespaces::Same);
    services
}

#[cfg(test)]
mod tests {
    use crate::cluster::endpoints::exposures;
    use crate::cluster::project_of;

    const ROUTED: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: a}\n  ports:\n  \
        - {name: http, port: 80, targetPort: 8080}\n  - {name: admin, port: 81, targetPort: 8081}\n---\napiVersion: apps/v1\n\
        kind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      \
        containers: [{name: web, ports: [{containerPort: 8080}, {containerPort: 8081}]}]\n---\n";

    /// The ports of the Service by which the Deployment is reached, with the kinds that route to each.
    fn exposed(route: &str) -> Vec<String> {
        let project = project_of(&format!("{ROUTED}{route}"));
        let workload = project.everything().workloads().next().unwrap();
        let found = exposures(&project, workload).into_iter().map(|exposure| {
            let routes = exposure.routes.iter().map(|route| format!(" {}", route.object.kind.as_str()));
            format!("{}{}", exposure.endpoint.number().unwrap_or_default(), routes.collect::<String>())
        });
        found.collect()
    }

    #[test]
    fn ingresses_mean_ports_of_the_service() {
        let ingress = |port: &str| {
            exposed(&format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec:\n  rules:\n  \
                 - http: {{paths: [{{path: /, backend: {{service: {{name: web, port: {port}}}}}}}]}}\n"
            ))
        };
        assert_eq!(ingress("{number: 80}"), ["8080 Ingress", "8081"]);
        assert_eq!(ingress("{name: admin}"), ["8080", "8081 Ingress"]);
        assert_eq!(ingress("{number: 8080}"), ["8080", "8081"]);
    }

    #[test]
    fn routes_are_known_by_their_own_rules() {
        let http = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  rules:\n  \
                    - backendRefs: [{name: web, port: 81}]\n";
        assert_eq!(exposed(http), ["8080", "8081 HTTPRoute"]);
        let openshift = |port: &str| {
            exposed(&format!(
                "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {{name: r}}\nspec:\n  \
                 to: {{kind: Service, name: web}}\n{port}"
            ))
        };
        assert_eq!(openshift(""), ["8080 Route", "8081 Route"]);
        assert_eq!(openshift("  port: {targetPort: 8081}\n"), ["8080", "8081 Route"]);
        assert_eq!(openshift("  port: {targetPort: http}\n"), ["8080 Route", "8081"]);
    }

    #[test]
    fn another_namespace_is_another_service() {
        let elsewhere = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: other}\nspec:\n  \
                         defaultBackend: {service: {name: web, port: {number: 80}}}\n";
        assert_eq!(exposed(elsewhere), ["8080", "8081"]);
    }
}
