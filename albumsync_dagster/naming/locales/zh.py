"""Chinese, simplified and traditional. Not here: anything that is not Chinese."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="zh",
    variants=("zh_Hant",),
    order="ymd",  # CLDR zh: y/M/d
    months="正月 元月 | | | | | | | | | | | 腊月 臘月",
    weekdays="礼拜一 禮拜一 週一 | 礼拜二 禮拜二 週二 | 礼拜三 禮拜三 週三 | 礼拜四 禮拜四 週四 | "
    "礼拜五 禮拜五 週五 | 礼拜六 禮拜六 週六 | 礼拜日 禮拜日 礼拜天 星期天 周天 週日",
    ambiguous="正月",
    joiners="至 到 – - — ~ ～",
    ands="和 及 与 與 、",
    openers="从 從 自",
    prepositions="于 於 在",
    articles="的",
    counters="第 场 場 轮 輪 届 屆 期 节 節 天 部 章 集 卷 组 組 班 局 赛段 站 回合 号 號 队 隊 周 次 课 課",
    units="米 公里 千米 公斤 岁 歲 年 天 周年 週年 小时 小時 点 點 分钟 分鐘 人 张 張 元",
    titles="周年 週年 年级 年級 届 屆 级 級 岁 歲 班 代 生日 校庆 纪念 紀念 号线 号楼",
    labels="届 屆 级 級 号楼 号线 年款",
    new_year="元旦 新年 跨年 除夕 元旦节",
    nobody="不明 未知 | 对手 對手",
    called_off="取消 延期",
    default_names="无标题 未命名 | 新建 新增 | 文件夹 資料夾 资料夹 相册 相簿",
    versus="对 對 对阵 vs",
    genders="男子 | 女子",
    seasons="赛季 賽季 学年 學年 春 夏 秋 冬 春季 夏季 秋季 冬季",
    year_marks="年",
    month_marks="月",
    day_marks="日 号 號",
)
