//! The typefaces that papers are set with.

/// Made by `script/fonts`; `build.rs` says so where they are missing.
pub(super) static FONTS: [&[u8]; 4] = [
    include_bytes!(concat!(env!("GONGKAI_FONTS"), "/NotoSerifSC-Regular.ttf")),
    include_bytes!(concat!(env!("GONGKAI_FONTS"), "/NotoSerifSC-Bold.ttf")),
    include_bytes!(concat!(env!("GONGKAI_FONTS"), "/NotoSansSC-Regular.ttf")),
    include_bytes!(concat!(env!("GONGKAI_FONTS"), "/NotoSerifSCExtra-Regular.ttf")),
];
