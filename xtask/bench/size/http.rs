//! The same application with only the HTTP client: five requests with bodies that are ready.

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(run())
}

async fn run() -> Result<(), Failure> {
    let client = reqwest::Client::builder()
        .pool_idle_timeout(std::time::Duration::from_secs(7))
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    for line in std::env::var("REQUESTS")?.lines() {
        let (url, body) = line.split_once(' ').unwrap_or((line, ""));
        let answer = client
            .post(url)
            .header("authorization", std::env::var("AUTHORIZATION")?)
            .body(body.to_owned())
            .send()
            .await?;
        println!("{} {}", answer.status(), answer.text().await?);
    }
    Ok(())
}
