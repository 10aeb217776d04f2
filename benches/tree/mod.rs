//! A made-up tree of manifests of any size: the same bytes for the same number.

/// The files of `services` services with their paths: Deployment, Service, ServiceAccount, claim and ConfigMap each.
pub fn files(services: usize) -> Vec<(String, String)> {
    (0..services)
        .flat_map(|number| {
            let name = format!("svc-{number:05}");
            let folder = format!("team-{:03}/{name}", number / 50);
            [
                ("deployment", deployment(&name, number)),
                ("service", service(&name)),
                ("serviceaccount", object("v1", "ServiceAccount", &name, "automountServiceAccountToken: false\n")),
                ("claim", object("v1", "PersistentVolumeClaim", &name, CLAIM)),
                ("configmap", object("v1", "ConfigMap", &name, &config(number))),
            ]
            .map(|(file, text)| (format!("{folder}/{file}.yaml"), text))
        })
        .collect()
}

fn object(api_version: &str, kind: &str, name: &str, rest: &str) -> String {
    format!(
        "apiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: shop\n  labels:\n    app.kubernetes.io/name: {name}\n{rest}"
    )
}

const CLAIM: &str = "spec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: standard\n  resources:\n    requests:\n      storage: 1Gi\n";

fn service(name: &str) -> String {
    let spec = format!(
        "spec:\n  selector:\n    app.kubernetes.io/name: {name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
    );
    object("v1", "Service", name, &spec)
}

fn config(number: usize) -> String {
    let entries: String = (0..12).map(|entry| format!("  setting-{entry}: value {number} of {entry}\n")).collect();
    format!("data:\n{entries}  application.properties: |\n    server.port=8080\n    pool.size={number}\n")
}

fn deployment(name: &str, number: usize) -> String {
    // Every hundredth service has something to say about.
    let tag = if number % 100 == 99 { "latest" } else { "1.27" };
    let env: String = (0..10)
        .map(|variable| {
            format!("            - name: SETTING_{variable}\n              value: \"{number}-{variable}\"\n")
        })
        .collect();
    let spec = format!(
        "spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
    spec:
      serviceAccountName: {name}
      containers:
        - name: web
          image: registry.example.com/shop/web:{tag}
          ports:
            - name: http
              containerPort: 8080
          env:
{env}          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 30
          volumeMounts:
            - name: data
              mountPath: /data
            - name: config
              mountPath: /etc/web
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: {name}
        - name: config
          configMap:
            name: {name}
"
    );
    object("apps/v1", "Deployment", name, &spec)
}
