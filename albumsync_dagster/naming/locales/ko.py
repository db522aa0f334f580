"""Korean. Not here: anything that is not Korean."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="ko",
    order="ymd",  # CLDR ko: yy. M. d.
    weekdays="월욜 | 화욜 | 수욜 | 목욜 | 금욜 | 토욜 | 일욜",
    joiners="~ ～ 부터 에서 까지 – -",
    ands="과 와 및 &",
    counters="제 회 차 회차 라운드 경기 부 장 화 권 호 번 조 반 세트 스테이지 일차 주차 기 강 학기 교시",
    units="미터 m 킬로 km kg 년간 일간 주년 세 살 시 시간 분 초 명 장 점 원",
    titles="주년 학년 세 살 기 기수 학번 년생 대 기념 호실 반",
    labels="학년도 학번 기수 년생 호실 년식",
    new_year="새해 신정 신년 설날 해맞이 송년",
    default_names="| 새 | 폴더 앨범",
    versus="대 vs",
    genders="남자 | 여자",
    seasons="시즌 학년도 년도 봄 여름 가을 겨울 춘계 하계 추계 동계",
    year_marks="년 年",
    month_marks="월 月",
    day_marks="일 日",
    closers="까지",
    nobody="미정 | 상대 상대팀",
    called_off="취소 연기",
)
