//! Ports by which programs are known.

/// What listens on a TCP port, when it stores data or gives control over what runs.
pub fn sensitive(port: i64) -> Option<&'static str> {
    SENSITIVE.binary_search_by_key(&port, |(number, _)| *number).ok().map(|index| SENSITIVE[index].1)
}

/// What listens on a TCP port, when it is known to speak a protocol of its own and no HTTP.
pub fn speaking_no_http(port: i64) -> Option<&'static str> {
    const OTHERS: [(i64, &str); 7] = [
        (25, "the mail server"),
        (53, "the name server"),
        (1883, "the MQTT broker"),
        (4222, "NATS"),
        (5671, "RabbitMQ"),
        (5672, "RabbitMQ"),
        (9092, "Kafka"),
    ];
    // Those of the table that an HTTP request can ask.
    const HTTP: [i64; 12] = [2375, 2376, 2379, 5601, 5984, 7474, 8500, 8983, 9200, 10250, 10255, 15672];
    let known = sensitive(port).filter(|_| !HTTP.contains(&port));
    known.or_else(|| OTHERS.iter().find(|(number, _)| *number == port).map(|(_, name)| *name))
}

/// Sorted by number. Numbers that mean too many things (8080, 9000, 9090) are left out, and so are brokers, whose clients
/// may well be outside.
const SENSITIVE: [(i64, &str); 37] = [
    (22, "SSH"),
    (1433, "SQL Server"),
    (1521, "Oracle Database"),
    (2049, "NFS"),
    (2181, "ZooKeeper"),
    (2375, "the Docker API"),
    (2376, "the Docker API"),
    (2379, "etcd"),
    (2380, "etcd"),
    (3306, "MySQL or MariaDB"),
    (3389, "remote desktop"),
    (4369, "the Erlang port mapper"),
    (5005, "the Java debugger"),
    (5432, "PostgreSQL"),
    (5601, "Kibana"),
    (5900, "VNC"),
    (5984, "CouchDB"),
    (6379, "Redis"),
    (7199, "Cassandra's JMX"),
    (7474, "Neo4j"),
    (7687, "Neo4j"),
    (8500, "Consul"),
    (8983, "Solr"),
    (9042, "Cassandra"),
    (9200, "Elasticsearch"),
    (9229, "the Node.js debugger"),
    (9300, "Elasticsearch"),
    (10250, "the kubelet"),
    (10255, "the kubelet"),
    (11211, "Memcached"),
    (15672, "RabbitMQ's administration"),
    (26257, "CockroachDB"),
    (26379, "Redis Sentinel"),
    (27017, "MongoDB"),
    (27018, "MongoDB"),
    (27019, "MongoDB"),
    (28015, "RethinkDB"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(SENSITIVE.is_sorted_by(|one, other| one.0 < other.0));
        assert_eq!(sensitive(5432), Some("PostgreSQL"));
        assert_eq!(sensitive(8080), None);
    }

    #[test]
    fn databases_and_brokers_speak_no_http() {
        assert_eq!(speaking_no_http(6379), Some("Redis"));
        assert_eq!(speaking_no_http(9092), Some("Kafka"));
        assert_eq!(speaking_no_http(9200), None);
        assert_eq!(speaking_no_http(8080), None);
    }
}
