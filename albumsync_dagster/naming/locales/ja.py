"""Japanese. Not here: anything that is not Japanese."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="ja",
    order="ymd",  # CLDR ja: y/MM/dd
    weekdays="月曜 | 火曜 | 水曜 | 木曜 | 金曜 | 土曜 | 日曜",
    joiners="〜 ～ ~ から より まで – -",
    ands="と ・ 及び および",
    articles="の",
    counters="第 回 回戦 回目 節 戦 試合 日目 部 章 話 巻 号 番 組 班 クラス セット ラウンド ステージ レース 区 期 週",
    units="メートル m キロ km kg 年間 日間 周年 歳 才 時 時間 分 秒 人 枚 点 円",
    titles="周年 年生 歳 才 年度生 期生 回生 代 年組 記念 卒 号室 年目",
    labels="年度生 期生 年卒 卒 号室 年式 年生まれ",
    new_year="元日 元旦 正月 お正月 新年 初詣 大晦日 年越し",
    nobody="不明 | 対戦相手 相手",
    called_off="中止 延期",
    default_names="無題 | 新しい 新規 | フォルダ フォルダー アルバム",
    versus="対 vs",
    genders="男子 | 女子",
    squads="新人戦 決勝 準決勝 準々決勝 大会 秋季大会 春季大会 県大会 練習試合",
    seasons="年度 シーズン 春 夏 秋 冬 春季 夏季 秋季 冬季",
    year_marks="年",
    month_marks="月",
    day_marks="日",
    closers="まで",
)
