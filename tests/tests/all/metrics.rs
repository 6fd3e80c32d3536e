//! What the server tells of itself to whoever watches it.

use journeys::caller::Caller;
use journeys::scene::Scene;
use journeys::servers::Server;
use reqwest::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_a_listener_of_their_own_and_name_nobody() {
    let scene = Scene::new().await;
    let listen = format!("127.0.0.1:{}", journeys::servers::free_port());
    let variables = [("GONGKAI_METRICS_LISTEN", listen.as_str())];
    let server = Server::start_with(&scene.database, &["serve"], &variables).await.unwrap();
    let public = Caller::new(&server);
    for path in ["/", "/", "/", "/no-such-page-13800000000"] {
        public.get(path).await;
    }
    assert_eq!(public.get("/metrics").await.0, StatusCode::NOT_FOUND, "not on the public side");
    let asked = journeys::servers::client().get(format!("http://{listen}/metrics")).send().await.unwrap();
    let said = asked.text().await.unwrap();
    for line in [
        "gongkai_page_cache_hits_total 2",
        "gongkai_page_cache_misses_total 1",
        "gongkai_requests_total{answer=\"refused\"} 2",
        "gongkai_follower_lag_events{follower=\"search\"} 0",
        "gongkai_follower_lag_events{follower=\"catalogue.fulfilment\"}",
        "gongkai_database_up 1",
        "process_resident_memory_bytes",
        "gongkai_build_info{version=",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert!(!said.contains("13800000000") && !said.contains("liaison"), "{said}");
    server.stop().await;
}
