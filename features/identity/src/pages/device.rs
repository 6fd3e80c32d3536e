//! A browser by the name people know it by.

/// What a browser calls itself, as its owner would: `微信，Android 手机`. Nothing
/// hangs on it, so a made-up name does no harm.
pub fn device_name(agent: &str) -> String {
    let has = |word: &str| agent.contains(word);
    let browser = [
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("Edg", "Edge"),
        ("QQBrowser", "QQ浏览器"),
        ("360SE", "360浏览器"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let system = [
        ("HarmonyOS", "鸿蒙"),
        ("OpenHarmony", "鸿蒙"),
        ("Android", "安卓手机"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows 电脑"),
        ("Mac OS", "苹果电脑"),
        ("Linux", "Linux 电脑"),
    ];
    let name =
        |table: &[(&str, &'static str)]| table.iter().find(|(word, _)| has(word)).map(|(_, name)| *name);
    match (name(&browser), name(&system)) {
        (Some(browser), Some(system)) => format!("{browser}，{system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "别的程序".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_have_the_names_people_know() {
        let table = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
                "Edge，Windows 电脑",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 MicroMessenger/8.0",
                "微信，安卓手机",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/17 Safari/605",
                "Safari，苹果电脑",
            ),
            ("curl/8.5", "别的程序"),
        ];
        for (agent, name) in table {
            assert_eq!(device_name(agent), name);
        }
    }
}
